"""Runs in the reader's browser: one cell, told line by line as it is judged.

`judge` reports by calling `tell` with JSON texts, each an object with a `kind`:
page    a derivation's data, so far: {number, data}
text    something printed, or the value of the last line: {text}
refused the cell ended with an error: {type, message, line, where}
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
from gradbook.derive.display import data

BEFORE, CELL = "<what this cell builds on>", "<this cell>"
MOST_TEXT = 20_000  # characters a run may print
PAUSE = 0.2  # seconds between two views of a page


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


def judge(before, source, send):
    """Run a cell after what it builds on; `send` gets each report as JSON."""

    def tell(kind, **report):
        send(json.dumps({"kind": kind, **report}))

    began = time.perf_counter()
    space = {"__name__": "__main__"}
    space |= {name: getattr(gradbook.derive, name) for name in gradbook.derive.__all__}
    try:
        exec(compile(before, BEFORE, "exec"), space)
        _run(source, space, tell)
    except BaseException as error:
        tell("refused", **_report(error))
    tell("done", seconds=time.perf_counter() - began)


def _run(source, space, tell):
    """Execute the cell; show its pages, its text and the value of its last line."""
    pages, quiet = Pages(tell), Derivation._line_accepted
    Derivation._line_accepted = lambda page: pages.accepted(page)
    try:
        with contextlib.redirect_stdout(Printed(tell)):
            value = _value_of(source, space)
    finally:
        Derivation._line_accepted = quiet
        pages.flush()
    if isinstance(value, Derivation):
        if value.start_line is not None and not pages.known:
            pages.accepted(value)
    elif value is not None:
        tell("text", text=f"{value!r}\n")


def _value_of(source, space):
    """Execute a cell and return the value of its last line, as a notebook does."""
    tree, last = ast.parse(source, CELL), None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = ast.Expression(tree.body.pop().value)
    exec(compile(tree, CELL, "exec"), space)
    return eval(compile(last, CELL, "eval"), space) if last else None


def _report(error):
    """What went wrong, and in which line of the cell."""
    frames = traceback.extract_tb(error.__traceback__)
    at = [f for f in frames if f.filename in (BEFORE, CELL)]
    where, line = (at[-1].filename, at[-1].lineno) if at else (CELL, None)
    if isinstance(error, SyntaxError):
        where, line = error.filename, error.lineno
        message = error.msg
    else:
        message = str(error) or "no message"
    return {
        "type": type(error).__name__,
        "judged": isinstance(error, DerivationError),
        "message": message,
        "line": line,
        "where": "before" if where == BEFORE else "cell",
    }
