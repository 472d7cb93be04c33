"""Formulas and text that a build with warnings as errors lets through."""

import re

from tests.book.rules.cells import markdown_cells, name, without_fences

SPAN = re.compile(r"(`+).+?\1")
DISPLAY = re.compile(r"\$\$(.*?)\$\$", re.DOTALL)
QUOTED = re.compile(r"^[>\s]*")


def blank(line):
    return not QUOTED.sub("", line)


def displayed_formulas(text):
    """Complain where $$ stands inside a paragraph: it would not be displayed."""
    text = SPAN.sub("", without_fences(text))
    rows, complaints, open_ = ["", *text.split("\n"), ""], [], False
    for n, row in enumerate(rows):
        count = row.count("$$")
        bare = QUOTED.sub("", row).rstrip()
        if count == 0:
            if open_ and blank(row):
                complaints.append("a blank line inside $$")
            continue
        opens, closes = not open_, open_ or count == 2
        alone = count < 3 and (not opens or bare.startswith("$$"))
        alone = alone and (not closes or bare.endswith("$$"))
        above = not opens or blank(rows[n - 1])
        below = not closes or blank(rows[n + 1])
        if not (alone and above and below):
            complaints.append(f"$$ inside a paragraph: {row.strip()!r}")
        open_ = count == 1 and not open_
    return complaints + (["$$ is opened and not closed"] if open_ else [])


def lines_need_an_environment(text):
    """Complain where `\\\\` would be dropped: outside aligned, cases, matrix."""
    return [
        f"a line break outside an environment: {found[1].strip()[:50]!r}"
        for found in DISPLAY.finditer(SPAN.sub("", without_fences(text)))
        if r"\\" in found[1] and r"\begin{" not in found[1]
    ]


TEXT_RULES = [displayed_formulas, lines_need_an_environment]


def text_is_well_formed(notebook):
    return [
        f"{name(notebook, cell)}: {complaint}"
        for cell in markdown_cells(notebook)
        for rule in TEXT_RULES
        for complaint in rule(cell.source)
    ]


RULES = [text_is_well_formed]
