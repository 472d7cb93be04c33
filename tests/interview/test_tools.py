"""The study tools as the book has them: whole, light, one tap from the first page."""

import gzip
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from gradbook.interview.bank import bank
from tests.book.site import in_browser, needs_chromium
from tests.interview.conftest import PAGES, ROOM

SCRIPT = Path(__file__).with_name("welcome.mjs")
LIMIT = 175_000  # bytes of a page as it is sent, compressed; half of them are words
ASKED_MOST = ("sigmoid-derive", "relu-derive", "softmax-cross-entropy-derive")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light(name, book):
    assert len(gzip.compress((book / ROOM / f"{name}.html").read_bytes())) < LIMIT


@pytest.mark.parametrize("name", ("questions", "flashcards", "mock_interview"))
def test_each_question_is_on_the_page(name, book):
    html = (book / ROOM / f"{name}.html").read_text("utf-8")
    items = BeautifulSoup(html, "html.parser").select(".iv-item")
    expected = [q.id for topic in bank() for q in topic.questions]
    assert [item["data-id"] for item in items] == expected


def test_the_deck_is_where_its_link_leads(book):
    html = (book / ROOM / "flashcards.html").read_text("utf-8")
    page = BeautifulSoup(html, "html.parser")
    (link,) = page.select("a[href$='.apkg']")
    deck = (book / ROOM / link["href"]).resolve()
    assert deck.is_file() and deck.read_bytes()[:2] == b"PK"


@needs_chromium
def test_an_answer_is_one_tap_from_the_first_page(book):
    seen = in_browser(SCRIPT, book, *ASKED_MOST)
    for name in ASKED_MOST:
        assert seen[name]["open"] == [name]
        assert 0 < seen[name]["y"] < 400  # the answer begins in the upper half
        assert seen[name]["text"].startswith("In 30 seconds.")
