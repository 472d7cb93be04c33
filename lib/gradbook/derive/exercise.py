"""Judging a reader's formula: any equivalent one is right."""

from typing import NamedTuple

from .context import TESTED
from .errors import MalformedStep
from .judge import judge
from .language import d
from .page import Derivation


class Verdict(NamedTuple):
    """An accepted answer and the evidence for it."""

    badge: str
    points: int

    def __repr__(self):
        return f"right: {self.badge}" + (
            f" at {self.points} points" if self.badge == TESTED else ""
        )


class Unanswered:
    """What a blank answer gets, so that a notebook runs before it is solved."""

    def __repr__(self):
        return "no answer yet: replace None by your formula"


def equivalent(answer, question, page=None):
    """Judge a formula against what was asked.

    Parameters
    ----------
    answer : expression or None
        The reader's formula; None means not answered yet.
    question : expression
        What the formula must equal, usually a derivative such as `d(x * s, x)`.
    page : Derivation, optional
        Where the definitions and hypotheses stand.

    Raises
    ------
    FalseStep
        If the answer differs; the message names a point where it does.
    MalformedStep
        If the answer is not a formula, or only repeats the question.
    """
    if answer is None:
        return Unanswered()
    page = page or Derivation("exercise", "A reader's answer")
    question, answer = page.expect_line(question), page.expect_line(answer)
    if answer.has(d):
        raise MalformedStep("answer: it still contains d(...); carry it out")
    if answer == question:
        raise MalformedStep("answer: it only repeats the question")
    return Verdict(*judge(question, "=", answer, page.context, expect=TESTED))
