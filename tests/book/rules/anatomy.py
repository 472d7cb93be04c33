"""The sections of a chapter, in order, and the evidence none may lack."""

import re

from tests.book.rules.cells import (
    DERIVATION,
    code_cells,
    headings,
    name,
)

SECTIONS = [
    "See it break",
    "Predict",
    "Derive",
    "Build",
    "Check",
    "Measure",
    "What can go wrong",
    "Interview questions",
    "Exercises",
    "Where this comes from",
]
EVIDENCE = {
    "source(layers.": "shows no layer of the library: source(layers....)",
    "check.agree(": "has no table of agreement: check.agree(...)",
    "lab.experiment(": "measures nothing: lab.experiment(...)",
}


def one_title(notebook):
    """The first cell opens with the page's only H1."""
    titles = list(headings(notebook, 1))
    if len(titles) != 1:
        return [f"{len(titles)} headings of level 1, not one"]
    if not notebook.cells[0].source.startswith("# "):
        return ["the first cell does not open with the title"]
    return []


def promise_is_plain(notebook):
    """The first paragraph becomes the page's description: no formula in it."""
    text = "\n\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    paragraphs = [p for p in re.split(r"\n\s*\n", text) if p.strip()]
    if len(paragraphs) < 2 or "$" in paragraphs[1] or paragraphs[1][0] in "#-*>|<":
        return ["the title is not followed by a paragraph without formulas"]
    return []


def section_of(heading):
    """The keyword a heading starts with: 'Derive: the slope' is 'Derive'."""
    for n, section in enumerate(SECTIONS):
        if re.match(rf"{section}(?!\w)", heading):
            return n
    return None


def sections_in_order(notebook):
    complaints, found = [], []
    for cell, heading in headings(notebook, 2):
        n = section_of(heading)
        if n is None:
            complaints.append(
                f"{name(notebook, cell)}: no section starts so: {heading}"
            )
        elif found and n < found[-1]:
            before = SECTIONS[found[-1]]
            complaints.append(f"{name(notebook, cell)}: stands after {before!r}")
        found += [] if n is None else [n]
    missing = [s for n, s in enumerate(SECTIONS) if n not in found]
    return complaints + [f"the section {s!r} is missing" for s in missing]


def carries_evidence(notebook):
    """A derivation, a layer, a table of agreement and an experiment."""
    cells = code_cells(notebook)
    code = "\n".join(cell.source for cell in cells)
    complaints = [what for text, what in EVIDENCE.items() if text not in code]
    kinds = {kind for c in cells for o in c.outputs for kind in o.get("data", {})}
    if DERIVATION not in kinds:
        complaints.append("displays no derivation")
    return complaints


PAGE_RULES = [one_title, promise_is_plain]
CHAPTER_RULES = [sections_in_order, carries_evidence]
