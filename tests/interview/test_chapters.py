"""What a chapter shows of the bank is what the bank says now."""

import nbformat
import pytest

from gradbook import interview
from tools.refresh import chapters

SHOWN = "interview-run"  # the id of the cell that shows a topic


def stored(path):
    """The Markdown that a chapter stores under its questions; None without any."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.id == SHOWN:
            return cell.outputs[0].data["text/markdown"]
    return None


WITH_QUESTIONS = {path.stem: text for path in chapters([]) if (text := stored(path))}


def stale(name, text):
    """Say that a chapter's stored questions are not the bank's, if so."""
    if text != interview.show(name)._repr_markdown_():
        return f"the bank has changed: make refresh F={name}"
    return None


@pytest.mark.parametrize("name", WITH_QUESTIONS)
def test_a_chapter_shows_the_bank(name):
    assert stale(name, WITH_QUESTIONS[name]) is None


def test_some_chapter_shows_its_questions():
    assert "softmax_cross_entropy" in WITH_QUESTIONS


def test_an_old_answer_is_noticed():
    old = interview.show("relu")._repr_markdown_().replace("slope", "slant", 1)
    assert stale("relu", old) == "the bank has changed: make refresh F=relu"
