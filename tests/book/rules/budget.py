"""The hard limits of a chapter."""

from itertools import groupby

from tests.book.rules.cells import (
    code_cells,
    images,
    lines,
    markdown_cells,
    name,
    printed,
    tags,
)

WORDS = 3500
CODE_CELLS = 35
CODE_LINES = 20
PLOT_LINES = 25  # with the tag hide-input
IN_A_ROW = 2
FIGURES = 7
PRINTED_LINES = 12
SETUP_LINES = 8


def at_most(limit, count, what):
    return [f"{count} {what}; at most {limit}"] if count > limit else []


def words(notebook):
    count = sum(len(cell.source.split()) for cell in markdown_cells(notebook))
    return at_most(WORDS, count, "words")


def number_of_cells(notebook):
    return at_most(CODE_CELLS, len(code_cells(notebook)), "code cells")


def length_of_cells(notebook):
    complaints = []
    for cell in code_cells(notebook):
        limit = PLOT_LINES if "hide-input" in tags(cell) else CODE_LINES
        found = at_most(limit, len(lines(cell)), "lines of code")
        complaints += [f"{name(notebook, cell)}: {c}" for c in found]
    return complaints


def setup_is_short(notebook):
    cells = code_cells(notebook)
    if not cells:
        return ["no code cell"]
    return at_most(SETUP_LINES, len(lines(cells[0])), "lines in the setup cell")


def code_in_a_row(notebook):
    complaints = []
    for kind, run in groupby(notebook.cells, key=lambda cell: cell.cell_type):
        run = list(run)
        if kind == "code" and len(run) > IN_A_ROW:
            what = f"the first of {len(run)} code cells in a row; at most {IN_A_ROW}"
            complaints.append(f"{name(notebook, run[0])}: {what}")
    return complaints


def figures(notebook):
    count = sum(len(images(cell)) for cell in code_cells(notebook))
    return at_most(FIGURES, count, "figures")


def printed_lines(notebook):
    complaints = []
    for cell in code_cells(notebook):
        text = "\n".join(filter(None, map(printed, cell.outputs)))
        found = at_most(PRINTED_LINES, len(text.strip().splitlines()), "printed lines")
        complaints += [f"{name(notebook, cell)}: {c}" for c in found]
    return complaints


RULES = [
    words,
    number_of_cells,
    length_of_cells,
    setup_is_short,
    code_in_a_row,
    figures,
    printed_lines,
]
