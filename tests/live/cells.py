"""Cells, parsed code and reports of this Python, for the tests of live proofs."""

import ast
import json

from gradbook_sphinx.derivation import MIME
from gradbook_sphinx.live.cells import live_cells
from gradbook_sphinx.live.driver import judge
from tools.check_pages import source_of


def code_cell(source, *, derivation=False, ename=None):
    """A code cell as stored: it shows a derivation, or ends with an error."""
    outputs = []
    if derivation:
        outputs.append({"output_type": "execute_result", "data": {MIME: {}}})
    if ename:
        outputs.append({"output_type": "error", "ename": ename})
    return {
        "cell_type": "code",
        "id": "a-cell",
        "source": source,
        "outputs": outputs,
    }


def parsed(code, *, whole=False):
    """The syntax tree of some code, or the names that its import binds."""
    tree = ast.parse(code)
    if whole:
        return tree
    return {alias.name for node in tree.body for alias in node.names}


def reports(source, before=""):
    """What this Python says about a cell, without the last report."""
    found = []
    judge(before, source, lambda text: found.append(json.loads(text)))
    assert found[-1]["kind"] == "done"
    return found[:-1]


def refusal(source, before=""):
    """The refusal that ends a cell, as this Python reports it."""
    [*_, last] = reports(source, before)
    assert last["kind"] == "refused"
    return last


def notebook_of(page):
    """A chapter as it is stored."""
    return json.loads(source_of(page).read_text("utf-8"))


def judged_seconds(notebook, cell_id):
    """How long this Python takes to judge a cell."""
    needs = next(
        entry
        for n, entry in live_cells(notebook).items()
        if notebook["cells"][n]["id"] == cell_id
    )
    found = []
    judge(needs["before"], needs["source"], lambda text: found.append(json.loads(text)))
    return found[-1]["seconds"]
