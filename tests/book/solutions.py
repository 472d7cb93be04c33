"""The exercises of a chapter: blanks in code cells, and solutions that fill them."""

import ast
import contextlib
import copy
import io
import re

from gradbook_sphinx.live.driver import value_of
from gradbook_sphinx.live.names import binds, called_on, reads
from tests.book.rules.cells import name

RAISES = "raises-exception"
BLANK = re.compile(r"^(\w+) = None$", re.MULTILINE)
SOLUTION = re.compile(
    r"<summary>Solution</summary>.*?```python\n(.*?)```", re.DOTALL
)  # fmt: skip


def solved(notebook):
    """A copy of the notebook in which every blank is filled by its solution.

    Returns
    -------
    notebook, solved_ids : the copy, without the cells that no solution builds on,
        and the ids of the cells that had a blank

    Raises
    ------
    ValueError
        If a blank has no solution in the next Markdown cell, or the solution does
        not define the blank's name.
    """
    notebook = copy.deepcopy(notebook)
    ids = []
    for cell, following in zip(
        notebook.cells, [*notebook.cells[1:], None], strict=True
    ):
        if cell.cell_type != "code" or not (blank := BLANK.search(cell.source)):
            continue
        found = SOLUTION.search(following.source) if following is not None else None
        defines = found and re.search(rf"^(def )?{blank[1]}\b", found[1], re.MULTILINE)
        if not defines:
            raise ValueError(
                f"{name(notebook, cell)}: no solution for {blank[1]} below"
            )
        cell.source = cell.source.replace(blank[0], found[1].rstrip(), 1)
        ids.append(cell.id)
    notebook.cells = built_on(notebook.cells, ids)
    return notebook, ids


def built_on(cells, ids):
    """The code cells with these ids, and those that they build on, in order."""
    needed, kept = set(), []
    for cell in reversed([c for c in cells if c.cell_type == "code"]):
        statements = ast.parse(cell.source).body
        changed = {found[0] for found in map(called_on, statements) if found}
        bound, read = set(), set()
        for statement in statements:
            read |= reads(statement) - bound
            bound |= binds(statement)
        if cell.id in ids or needed & (bound | changed):
            needed = needed - bound | read
            kept.insert(0, cell)
    return kept


def verdicts(notebook, ids):
    """Run a notebook's code; return what the cells with these ids answered, as text.

    It runs in this process: to start a kernel and import all takes longer than to run.
    """
    space, answers = {"__name__": "__main__"}, {}
    for cell in notebook.cells:
        printed, value = io.StringIO(), None
        expected = Exception if RAISES in cell.metadata.get("tags", ()) else ()
        with contextlib.redirect_stdout(printed), contextlib.suppress(expected):
            value = value_of(cell.source, space, f"<cell {cell.id}>")
        if cell.id in ids:
            shown = "" if value is None else repr(value)
            answers[cell.id] = printed.getvalue() + shown
    return answers


def unaccepted(answers):
    """Complaints about answers that a cell did not call right."""
    wrong = ("no answer yet", "wrong", "None")
    return [
        f"cell {key}: {text or 'nothing'}"
        for key, text in answers.items()
        if not text.strip("'\" ") or text.strip("'\" ").startswith(wrong)
    ]
