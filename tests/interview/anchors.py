"""What a link into a notebook can point at."""

from functools import cache

import nbformat
from myst_parser.mdit_to_docutils.base import default_slugify

from tests.book.rules.cells import DERIVATION, headings
from tools.refresh import ROOT


@cache
def anchors_of(page):
    """The anchors of a notebook below chapters/: derivations, cells and headings."""
    path = ROOT / "chapters" / f"{page}.ipynb"
    if not path.is_file():
        return set()
    notebook = nbformat.read(path, as_version=4)
    found = {
        default_slugify(title)
        for level in (2, 3)
        for _, title in headings(notebook, level)
    }
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.outputs:
            found.add(f"cell-{cell.id}")
            found |= set(derivations(cell))
    return found


def derivations(cell):
    for output in cell.outputs:
        if DERIVATION in output.get("data", {}):
            yield f"derivation-{output.data[DERIVATION]['id']}"
