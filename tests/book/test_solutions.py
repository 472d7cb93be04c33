"""Every exercise has a solution below it, and its own cell accepts that solution."""

import nbformat
import nbformat.v4 as v4
import pytest

from tests.book.rules import is_chapter
from tests.book.solutions import solved, unaccepted, verdicts
from tools.refresh import chapters

CHECK = '"no answer yet" if n is None else "right" if n == 4 else "wrong"'


def exercise(solution):
    below = f"<details>\n<summary>Solution</summary>\n\n{solution}\n\n</details>"
    return v4.new_notebook(
        cells=[v4.new_code_cell(f"n = None\n{CHECK}"), v4.new_markdown_cell(below)]
    )


CHAPTERS = [path for path in chapters([]) if is_chapter(path)]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_solutions_are_accepted(path, monkeypatch):
    monkeypatch.chdir(path.parent)
    notebook, ids = solved(nbformat.read(path, as_version=4))
    assert len(ids) >= 3
    answers = verdicts(notebook, ids)
    assert unaccepted(answers) == []


@pytest.mark.parametrize(
    ("solution", "complaints"),
    [("```python\nn = 4\n```", 0), ("```python\nn = 5\n```", 1)],
)
def test_a_wrong_solution_is_refused(solution, complaints):
    notebook, ids = solved(exercise(solution))
    answers = verdicts(notebook, ids)
    assert len(unaccepted(answers)) == complaints


@pytest.mark.parametrize("solution", ["none", "```python\nm = 4\n```"])
def test_a_missing_solution_is_refused(solution):
    with pytest.raises(ValueError, match="no solution for n"):
        solved(exercise(solution))
