"""How a page is shown: plain text, one block of LaTeX, and its steps as data.

Everything here is a function of the page alone: the same text on every machine.
"""

import re

from ..context import PROVED, PROVED_SHAPE, TESTED
from .tex_printer import tex
from .text_printer import text
from .where import where

__all__ = ["MIME", "data", "latex", "mimebundle", "plain", "tex", "text"]

MIME = "application/vnd.gradbook.derivation+json"
SIGNS = {"=": "=", "<=": r"\le"}
BADGES = {
    PROVED: r"\checkmark",
    PROVED_SHAPE: r"\checkmark \text{ (for this shape)}",
    TESTED: r"\approx",
}
ESCAPES = {"\\": r"\backslash ", "~": r"\sim ", "^": r"\wedge "}


def data(page):
    """The page as JSON types: what the website's renderer reads."""
    if page.start_line is None:
        lines = []
    else:
        lines = [page.start_line, *(step.expression for step in page.steps)]
    return {
        "version": 1,
        "id": page.id,
        "title": page.title,
        "statement": _statement(page, lines),
        "where": where(page, lines),
        "start": _forms(lines[0]) if lines else {"tex": "", "text": ""},
        "steps": [
            {
                "relation": step.relation,
                **_forms(step.expression),
                "reason": step.reason,
                "badge": step.badge,
                "points": int(step.points),
            }
            for step in page.steps
        ],
    }


def mimebundle(page):
    """What Jupyter shows: data for the website, LaTeX for the lab, and plain text."""
    return {
        MIME: data(page),
        "text/latex": f"$$\n{latex(page)}\n$$",
        "text/plain": plain(page),
    }


def plain(page):
    """The page in a terminal: a line, below it the reason and the badge."""
    shown = data(page)
    rows = [shown["title"], f"     {shown['start']['text']}"]
    for step in shown["steps"]:
        rows.append(f"  {step['relation']:>2} {step['text']}")
        rows.append(f"         {step['reason']}  [{step['badge']}]")
    notes = [note["text"] for note in shown["where"]]
    rows += [f"  where {note}" if n == 0 else f"        {note}"
             for n, note in enumerate(notes)]  # fmt: skip
    return "\n".join(row.rstrip() for row in rows)


def latex(page):
    """One `aligned` block with each reason beneath its line."""
    shown = data(page)
    rows, left = [], shown["start"]["tex"]
    for step in shown["steps"]:
        reason = f"{{\\small {prose(step['reason'])} \\;\\; {BADGES[step['badge']]}}}"
        rows.append(f"{left} &{SIGNS[step['relation']]} {step['tex']}")
        rows.append(rf"&\quad {reason}")
        left = ""
    rows = rows or [f"{left} &"]
    for n, note in enumerate(shown["where"]):
        word = r"\text{where } " if n == 0 else r"\phantom{\text{where }} "
        rows.append(rf"&{word}{note['tex']}")
    body = " \\\\[6pt]\n".join(row.strip() for row in rows)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def prose(reason):
    """Plain text with $math$ as TeX: text in \\text, math outside of it."""
    pieces = re.split(r"(?<!\\)\$", reason)
    if len(pieces) % 2 == 0:
        pieces = [reason]
    return "".join(
        _math(piece) if n % 2 else _plain_words(piece) for n, piece in enumerate(pieces)
    )


def _math(piece):
    return rf"{{\textstyle {piece}}}"


def _plain_words(piece):
    """Signs that TeX would obey stand outside of \\text: both renderers agree there."""
    piece = piece.replace(r"\$", "$")
    words = re.split(r"([\\{}_%#&$~^])", piece)
    return "".join(
        ESCAPES.get(word, f"\\{word}") if n % 2 else rf"\text{{{word}}}"
        for n, word in enumerate(words)
        if word
    )


def _forms(e):
    return {"tex": tex(e), "text": text(e)}


def _statement(page, lines):
    """What the page shows: its first line, related to its last."""
    if len(lines) < 2:
        return _forms(lines[0]) if lines else {"tex": "", "text": ""}
    relation = "<=" if any(s.relation == "<=" for s in page.steps) else "="
    first, last = lines[0], lines[-1]
    return {
        "tex": f"{tex(first)} {SIGNS[relation]} {tex(last)}",
        "text": f"{text(first)} {relation} {text(last)}",
    }
