"""Runs in the reader's browser: one cell, told line by line as it is judged.

`judge` reports by calling `tell` with JSON texts, each an object with a `kind`:
page    a derivation's data, so far: {number, data}
text    something printed, or the value of the last line: {text}
right   the value of the last line: an exercise's answer is right: {badge, points}
refused the cell ended with an error: {type, judged, message, line, where, step}; where
        both sides of a line have a meaning, step is {number, left, relation, tex}
done    always the last: {seconds}
"""

import ast
import contextlib
import io
import json
import time
import traceback

import gradbook.derive
from gradbook.derive import Derivation, DerivationError
from gradbook.derive.display import data, tex
from gradbook.derive.exercise import Verdict

BEFORE, CELL = "<what this cell builds on>", "<this cell>"
MOST_TEXT = 20_000  # characters a run may print
PAUSE = 0.2  # seconds between two views of a page
JUDGED, ANSWER = "equivalent(answer,", "answer ="  # what an exercise's cell has
POWER = "write powers as x**2, not x^2"


class Printed(io.TextIOBase):
    """Standard output that is shown as it comes, up to a limit."""

    def __init__(self, tell):
        self.tell, self.left = tell, MOST_TEXT

    def write(self, text):
        if self.left > 0:
            self.tell("text", text=text[: self.left])
        self.left -= len(text)
        return len(text)


class Pages:
    """The derivations of one run, in the order in which they got their first line.

    A page is shown again after a line, unless it was shown just before: to print its
    formulas costs more time than to judge a short line.
    """

    def __init__(self, tell):
        self.tell, self.known, self.waiting = tell, [], None
        self.quiet_until = 0.0

    def accepted(self, page):
        """A page has a new line."""
        if not any(page is known for known in self.known):
            self.known.append(page)
        if self.waiting is not page:
            self.flush()
        self.waiting = page
        if time.perf_counter() >= self.quiet_until:
            self.flush()

    def flush(self):
        """Show what waits."""
        if self.waiting is None:
            return
        number = next(n for n, known in enumerate(self.known) if known is self.waiting)
        self.tell("page", number=number, data=data(self.waiting))
        self.waiting, self.quiet_until = None, time.perf_counter() + PAUSE

    def refused(self, step):
        """A refused step as TeX, with the number of the page that it continues."""
        if step is None:
            return None
        left, relation, right = step
        numbers = [n for n, page in enumerate(self.known) if page.last is left]
        sides = {"left": tex(left), "relation": relation, "tex": tex(right)}
        return {"number": numbers[-1] if numbers else None, **sides}


def judge(before, source, send):
    """Run a cell after what it builds on; `send` gets each report as JSON."""

    def tell(kind, **report):
        send(json.dumps({"kind": kind, **report}))

    began, pages = time.perf_counter(), Pages(tell)
    space = {"__name__": "__main__"}
    space |= {name: getattr(gradbook.derive, name) for name in gradbook.derive.__all__}
    try:
        exec(compile(before, BEFORE, "exec"), space)
        _run(source, space, pages)
    except BaseException as error:
        step = pages.refused(getattr(error, "step", None))
        tell("refused", **_report(error, source), step=step)
    tell("done", seconds=time.perf_counter() - began)


def _run(source, space, pages):
    """Execute the cell; show its pages, its text and the value of its last line."""
    tell, quiet = pages.tell, Derivation._line_accepted
    Derivation._line_accepted = lambda page: pages.accepted(page)
    try:
        with contextlib.redirect_stdout(Printed(tell)):
            value = value_of(source, space)
    finally:
        Derivation._line_accepted = quiet
        pages.flush()
    if isinstance(value, Derivation):
        if value.start_line is not None and not pages.known:
            pages.accepted(value)
    elif isinstance(value, Verdict):
        tell("right", **value._asdict())
    elif value is not None:
        tell("text", text=f"{value!r}\n")


def value_of(source, space, where=CELL):
    """Execute a cell and return the value of its last line, as a notebook does."""
    tree, last = ast.parse(source, where), None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = ast.Expression(tree.body.pop().value)
    exec(compile(tree, where, "exec"), space)
    return eval(compile(last, where, "eval"), space) if last else None


def _report(error, source):
    """What went wrong, and in which line of the cell."""
    frames = traceback.extract_tb(error.__traceback__)
    at = [f for f in frames if f.filename in (BEFORE, CELL)]
    where, line = (at[-1].filename, at[-1].lineno) if at else (CELL, None)
    if isinstance(error, SyntaxError):
        where, line = error.filename, error.lineno
        message = error.msg
    else:
        message = str(error) or "no message"
    if isinstance(error, TypeError) and " for ^: " in message:
        message = POWER
    if where == CELL and at and frames[-1] is not at[-1]:
        line = _written(source.split("\n"), line)
    return {
        "type": type(error).__name__,
        "judged": isinstance(error, DerivationError),
        "message": message,
        "line": line,
        "where": "before" if where == BEFORE else "cell",
    }


def _written(lines, judged):
    """Where a reader wrote what is judged: an exercise's answer stands further up."""
    if JUDGED not in lines[judged - 1]:
        return judged
    answers = [n for n in range(1, judged) if lines[n - 1].startswith(ANSWER)]
    return answers[-1] if answers else judged
