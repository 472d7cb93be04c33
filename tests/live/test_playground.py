"""The playground: its guide to the language runs, and leaves out no word."""

import re

import pytest

import gradbook.derive
from gradbook.derive import Derivation
from tools.check_pages import ROOT

PAGE = (ROOT / "chapters" / "playground.md").read_text("utf-8")
GUIDE = PAGE[PAGE.index("## The language") :]
ROW = re.compile(r"^\| `(.+?)` \|", re.MULTILINE)
KINDS = [
    "A scalar rule",
    "A sum over an index",
    "A matrix layer",
    "An inequality",
    "An induction",
]
FOR_THE_ENGINE = {"expect_line"}  # of Derivation: called by exercises


def words(text):
    """The names in a page's code."""
    return set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", text))))


def left_out(text):
    """The public words of the engine that a guide does not have."""
    public = {name for name in vars(Derivation) if not name.startswith("_")}
    return {*gradbook.derive.__all__, *public} - FOR_THE_ENGINE - words(text)


def test_the_guide_has_every_word():
    assert left_out(GUIDE) == set()


@pytest.mark.parametrize("word", ["hadamard", "induct", "Unproved"])
def test_a_missing_word_is_found(word):
    assert left_out(GUIDE.replace(word, "something")) == {word}


def test_every_example_of_the_guide_runs_in_its_order():
    space = {name: getattr(gradbook.derive, name) for name in gradbook.derive.__all__}
    rows = ROW.findall(GUIDE)
    assert len(rows) > 40
    for row in rows:
        exec(row, space)


def test_there_is_a_starting_point_of_each_kind():
    sections = re.findall(r"^## (.+?)\n\n```{starting-point} ", PAGE, re.MULTILINE)
    assert sections == KINDS


def test_what_the_page_suggests_is_so():
    """The sentences below the starting points."""
    code = dict(re.findall(r":name: (\w+)\n\n(.*?)```", PAGE, re.DOTALL))
    space = {name: getattr(gradbook.derive, name) for name in gradbook.derive.__all__}
    with pytest.raises(gradbook.derive.FalseStep):
        exec(code["scalar"].replace("exp(-x)", "exp(x)"), dict(space))
    more = 'D.eq(p[j] - y[j], "the targets sum to 1")'
    with pytest.raises(gradbook.derive.FalseStep):
        exec(code["sum"] + more, dict(space))
    told = '"Cross-entropy by the logits", where=[Eq(Sum(i, y[i]), 1)])'
    exec(
        code["sum"].replace('"Cross-entropy by the logits")', told) + more, dict(space)
    )
    with pytest.raises(gradbook.derive.MalformedStep, match="M"):
        exec(code["matrix"].replace("dY.m, u, v)", "dY.m, v, u)"), dict(space))
    cert = "cert=(sqrt(a) - sqrt(b)) ** 2 / 2"
    with pytest.raises(gradbook.derive.Unproved):
        exec(code["inequality"].replace(f", {cert}", ""), dict(space))
    exec(code["inequality"].replace(cert, 'expect="tested"'), space)
    assert space["D"].steps[-1].badge == "tested"
    start = code["induction"].replace('recurrence("m", 0', 'recurrence("m", var("m_0")')
    right = start.replace("(1 - beta**t) * g,", 'g + beta**t * (var("m_0") - g),')
    exec(right.rsplit("D.eq", 1)[0], dict(space))
