"""refresh, check_pages and colab do what the Makefile and the workflow rely on."""

import ast

import nbformat
import pytest

from tests.book.sample import chapter
from tools import check_pages, colab, refresh

CELLS = ["x = 6 * 7\nx", "print('a')\nprint('b')"]


@pytest.fixture
def book(tmp_path):
    """Write a chapter of a few cells, never executed."""

    def write(*sources, tags=()):
        cells = [nbformat.v4.new_code_cell(text) for text in sources]
        cells[-1].metadata["tags"] = list(tags)
        path = tmp_path / "chapters" / "one.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
        return path

    return write


def test_refresh_twice_changes_nothing(book):
    path = book(*CELLS)
    assert refresh.refresh(path)
    first = path.read_bytes()
    assert not refresh.refresh(path)
    assert path.read_bytes() == first
    cells = nbformat.read(path, as_version=4).cells
    assert [cell.execution_count for cell in cells] == [1, 2]
    assert cells[0].outputs[0].data["text/plain"] == "42"
    assert cells[1].outputs[0].text == "a\nb\n"


def test_a_failing_cell_is_named_and_the_file_kept(book, capsys):
    path = book(CELLS[0], "y = 1 / 0", "y")
    before = path.read_bytes()
    assert refresh.main([str(path)]) == 1
    said = capsys.readouterr().err
    assert "cell 2" in said
    assert "`y = 1 / 0`" in said
    assert "ZeroDivisionError: division by zero" in said
    assert path.read_bytes() == before


def test_a_planned_failure_is_stored_without_paths(book):
    path = book("1 / 0", tags=["raises-exception"])
    assert refresh.main([str(path)]) == 0
    output = nbformat.read(path, as_version=4).cells[0].outputs[0]
    assert output.traceback == ["ZeroDivisionError: division by zero"]


def test_check_writes_nothing_and_says_so(book):
    path = book(*CELLS)
    before = path.read_bytes()
    assert refresh.main(["--check", str(path)]) == 1
    assert path.read_bytes() == before


def test_timings_alone_change_nothing(book):
    clock = "import time\ntime.perf_counter_ns()"
    path = book(CELLS[0], clock, tags=["nbval-ignore-output"])
    assert refresh.refresh(path)
    assert not refresh.refresh(path)


def test_an_unknown_chapter_is_named():
    with pytest.raises(SystemExit, match="no chapter 'nowhere'"):
        refresh.chapters(["nowhere"])


def test_normalising_twice_is_normalising_once():
    once = refresh.normalise(chapter())
    assert refresh.to_text(refresh.normalise(once)) == refresh.to_text(once)


def test_pages_that_are_missing_or_untitled_are_counted(tmp_path, capsys):
    (tmp_path / "_toc.yml").write_text(
        "root: a\nparts:\n- chapters:\n  - file: b\n    sections:\n    - file: c\n"
    )
    for name, title in {"a": "One", "b": "Two", "c": "Three"}.items():
        (tmp_path / f"{name}.md").write_text(f"# {title}\n")
    (tmp_path / "a.html").write_text("<article><h1>One<a>#</a></h1></article>")
    (tmp_path / "b.html").write_text("<article><h1>Other</h1></article>")
    assert check_pages.main(tmp_path, tmp_path) == 1
    said = capsys.readouterr()
    assert "b: the title is 'Other'" in said.err
    assert "c: was not built" in said.err
    assert "1 of 3 pages" in said.out


def test_colab_copies_install_first_and_only_that(tmp_path):
    target, source = tmp_path / "out", tmp_path / "chapters" / "1_part" / "one.ipynb"
    source.parent.mkdir(parents=True)
    source.write_text(refresh.to_text(chapter()), "utf-8")
    before = source.read_bytes()
    colab.write_copies("https://github.com/ann/book", "abc123", target, tmp_path)
    copied = nbformat.read(target / "chapters/1_part/one.ipynb", as_version=4)
    assert copied.cells[1:] == nbformat.read(source, as_version=4).cells
    last = copied.cells[0].source.split("\n")[-1]
    assert last.startswith("%pip install")
    requirement = ast.literal_eval(last.split(" --quiet ")[1])
    assert requirement == "gradbook @ git+https://github.com/ann/book@abc123"
    assert source.read_bytes() == before


def test_colab_copies_need_a_repository(tmp_path, monkeypatch):
    for name in ("BOOK_REPOSITORY", "GITHUB_REPOSITORY"):
        monkeypatch.delenv(name, raising=False)
    assert "BOOK_REPOSITORY" in colab.main(tmp_path)
    assert not list(tmp_path.iterdir())
