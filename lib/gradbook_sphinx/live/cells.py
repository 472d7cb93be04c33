"""Which cells of a page can be tried in it, and what each needs for that."""

import ast
import json

from docutils import nodes
from sphinx.util import logging

from gradbook_sphinx.derivation import MIME
from gradbook_sphinx.live.builds_on import Unavailable, builds_on

LOG = logging.getLogger(__name__)
REFUSALS = {"FalseStep", "MalformedStep", "Unproved"}
BLANK = "answer = None\n"


def is_derivation(cell):
    """A cell that shows a derivation, or one that the engine refuses on purpose."""
    return any(
        MIME in output.get("data", {}) or output.get("ename") in REFUSALS
        for output in cell["outputs"]
    )


def is_exercise(source):
    """A cell that judges a formula, with a blank to fill in."""
    return BLANK in source and "equivalent(answer," in source


def title_of(source, default):
    """The title of the first derivation that a cell makes."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and len(node.args) > 1:
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in ("Derivation", "branch"):
                return getattr(node.args[1], "value", default)
    return default


def entry(source, earlier, default):
    """What the page needs to run a cell."""
    return {
        "source": source,
        "before": builds_on(earlier, source),
        "title": title_of(source, default),
        "answer": is_exercise(source),
    }


def live_cells(notebook):
    """The live cells of a notebook: index -> entry, or the reason why it cannot be."""
    found, earlier = {}, []
    for n, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        if is_derivation(cell) or is_exercise(source):
            try:
                found[n] = entry(source, earlier, cell["id"])
            except Unavailable as reason:
                found[n] = str(reason)
        earlier.append(accepted(cell, source))
    return found


def accepted(cell, source):
    """The code of a cell that went well: where it was refused, all but its end."""
    if not any(output["output_type"] == "error" for output in cell["outputs"]):
        return source
    end = ast.parse(source).body[-1]
    return "\n".join(source.split("\n")[: end.lineno - 1])


def mark_cells(app, doctree):
    """Mark the boxes of the live cells, and remember what they need."""
    for box in doctree.findall(nodes.container):
        if "live_needs" in box:  # a starting point of a text page
            mark(app, box, box["ids"][0], box["live_needs"])
    path = app.env.doc2path(app.env.docname)
    if not str(path).endswith(".ipynb"):
        return
    with open(path, encoding="utf-8") as file:
        notebook = json.load(file)
    found = live_cells(notebook)
    for box in doctree.findall(nodes.container):
        if box.get("nb_element") == "cell_code" and box["cell_index"] in found:
            name = f"cell-{notebook['cells'][box['cell_index']]['id']}"
            mark(app, box, name, found[box["cell_index"]])


def mark(app, box, name, needs):
    """Make one box live; say so where the page's Python cannot run it."""
    if isinstance(needs, str):
        LOG.warning("%s: %s", name, needs, location=box, type="live")
        return
    box["classes"] += ["live", "live-answer"] if needs["answer"] else ["live"]
    page = app.env.metadata[app.env.docname]
    page["live"] = {**page.get("live", {}), name: needs}


def with_shown_code(entries, highlight):
    """Add what the page shows of the code that a cell builds on."""
    return {
        name: {**e, "before_html": highlight(e["before"]) if e["before"] else ""}
        for name, e in entries.items()
    }
