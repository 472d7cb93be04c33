"""What the chapters' notebooks store: derivations, and the code compiled from them."""

import ast
import json
from pathlib import Path
from typing import NamedTuple

from gradbook_sphinx.derivation import MIME

FENCE = "```"


class Stored(NamedTuple):
    """A derivation as a chapter's output holds it."""

    page: str  # the document's name, such as chapters/1_derivatives/sigmoid
    chapter: str  # the title in the menu, or else the notebook's own
    cell: str  # the cell's id
    data: dict  # the output: id, title, statement, where, start, steps
    numpy: str  # NumPy source compiled from its last line, "" if none is shown


def derivations(app):
    """Yield every derivation stored in the book's notebooks, in reading order."""
    for page, entry in app.config.external_site_map.items():
        path = Path(app.env.doc2path(page))
        if path.suffix == ".ipynb":
            notebook = json.loads(path.read_text("utf-8"))
            yield from derivations_of(page, notebook, entry.title)


def derivations_of(page, notebook, menu_title=None):
    """Yield the derivations of one notebook, given as parsed JSON."""
    heading = "".join(notebook["cells"][0]["source"]).split("\n")[0]
    title = menu_title or heading.lstrip("# ").strip()
    cells = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    sources = compiled(cells)
    for cell in cells:
        for output in cell["outputs"]:
            data = output.get("data", {}).get(MIME)
            if data:
                code = sources.get(data["id"], "")
                yield Stored(page, title, cell["id"], data, code)


def compiled(cells):
    """Return derivation id -> the NumPy source that a cell ends with."""
    names, found = {}, {}
    for cell in cells:
        tree, code = ast.parse("".join(cell["source"])), {}
        for call, target in calls(tree):
            made = id_of_new_derivation(call)
            if made:
                names[target] = made
            elif is_compile(call):
                code[target] = names.get(call.func.value.id)
        made = code.get(result_of(tree))
        if made and shown_source(cell):
            found.setdefault(made, shown_source(cell))
    return found


def result_of(tree):
    """Return the name that a cell ends with; None if it ends with a call."""
    last = getattr(tree.body[-1], "value", None) if tree.body else None
    return getattr(last, "id", None)


def calls(tree):
    """Yield (call, name) for statements `name = call(...)` and `call(...)`."""
    for statement in tree.body:
        call = getattr(statement, "value", None)
        if isinstance(call, ast.Call):
            yield call, getattr(getattr(statement, "targets", [None])[0], "id", None)


def id_of_new_derivation(call):
    """Return the id in `Derivation("id", ...)` or `page.branch("id", ...)`."""
    made = getattr(call.func, "id", getattr(call.func, "attr", ""))
    first = call.args[0] if call.args else None
    if made in ("Derivation", "branch") and isinstance(first, ast.Constant):
        return first.value
    return None


def is_compile(call):
    first = call.args[0] if call.args else None
    return (
        getattr(call.func, "attr", "") == "compile"
        and isinstance(call.func.value, ast.Name)
        and isinstance(first, ast.Constant)
        and first.value == "numpy"
    )


def shown_source(cell):
    """Return the code in a cell's Markdown output, without its fence."""
    for output in cell["outputs"]:
        text = "".join(output.get("data", {}).get("text/markdown", ""))
        if text.startswith(FENCE):
            return text.split("\n", 1)[1].rsplit(FENCE, 1)[0].strip()
    return ""
