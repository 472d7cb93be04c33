"""Give each code cell a link of its own: `[text](chapter.ipynb#cell-ID)`.

The question bank points at the cell that is the evidence, and so may any page.
"""

import json
from pathlib import Path

from docutils import nodes


def ids_of(path):
    """Return the ids of a notebook's cells, in order."""
    cells = json.loads(Path(path).read_text("utf-8"))["cells"]
    return [cell.get("id", "") for cell in cells]


def anchor_cells(app, doctree):
    """Put the target on the cell's own box, and let links find it as a heading."""
    path = app.env.doc2path(app.env.docname)
    if not str(path).endswith(".ipynb"):
        return
    ids = ids_of(path)
    page = app.env.metadata[app.env.docname]
    slugs = dict(page.get("myst_slugs", {}))
    for box in doctree.findall(nodes.container):
        if box.get("nb_element") == "cell_code":
            name = f"cell-{ids[box['cell_index']]}"
            box["ids"].append(name)
            slugs[name] = (0, name, name)
    page["myst_slugs"] = slugs


def setup(app):
    app.connect("doctree-read", anchor_cells)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
