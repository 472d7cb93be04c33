"""Cells of a notebook and parsed code, for the tests of what a cell builds on."""

import ast

from gradbook_sphinx.derivation import MIME


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
