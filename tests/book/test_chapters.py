"""Every chapter keeps the book's rules; _toc.yml and the files agree."""

import nbformat
import pytest

from tests.book.rules import form, prose, rules_for
from tools.check_pages import ROOT, read_toc
from tools.refresh import chapters

CHAPTERS = chapters([])
TEXT_PAGES = sorted((ROOT / "chapters").rglob("*.md"))


def listed_twice_or_not_at_all(listed, files):
    """Compare the table of contents with the files under chapters/."""
    twice = {page for page in listed if listed.count(page) > 1}
    return [
        *(f"{page}: listed twice in _toc.yml" for page in sorted(twice)),
        *(f"{page}: not in _toc.yml" for page in sorted(set(files) - set(listed))),
        *(f"{page}: no such file" for page in sorted(set(listed) - set(files))),
    ]


def page_name(path):
    return path.relative_to(ROOT).with_suffix("").as_posix()


def test_toc_and_files_agree():
    files = [page_name(path) for path in [*CHAPTERS, *TEXT_PAGES]]
    assert listed_twice_or_not_at_all(read_toc(), files) == []


def test_a_stray_page_is_refused():
    assert listed_twice_or_not_at_all(["a", "b", "b"], ["a", "b", "c"]) == [
        "b: listed twice in _toc.yml",
        "c: not in _toc.yml",
    ]
    assert listed_twice_or_not_at_all(["a", "d"], ["a"]) == ["d: no such file"]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_chapter_keeps_every_rule(path):
    text = path.read_text("utf-8")
    notebook = nbformat.reads(text, as_version=4)
    complaints = [c for rule in rules_for(path) for c in rule(notebook)]
    complaints += form.stored_in_normal_form(text)
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize("path", TEXT_PAGES, ids=lambda path: path.stem)
def test_text_page_is_well_formed(path):
    text = path.read_text("utf-8")
    assert [c for rule in prose.TEXT_RULES for c in rule(text)] == []
    assert text.startswith(("# ", "---\n"))
