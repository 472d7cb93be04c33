"""The sheet of derivations: what it shows, and that it prints on one page."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.book.site import in_browser, needs_chromium
from tests.interview.conftest import ROOM

SCRIPT = Path(__file__).with_name("sheet.mjs")
PAGE = re.compile(rb"/Type\s*/Page\b")
SEVEN = ("sigmoid", "relu", "softmax-cross-entropy", "affine-weights",
         "mean-squared-error", "l2-penalty", "chain-rule")  # fmt: skip


@pytest.fixture(scope="module")
def page(site):
    html = (site / ROOM / "derivations_sheet.html").read_text("utf-8")
    return BeautifulSoup(html, "html.parser")


def test_the_seven_derivations_stand_there_step_by_step(page):
    for name in SEVEN:
        link = page.select_one(f".sheet-title a[href$='#derivation-{name}']")
        entry = link.find_parent(class_="sheet-entry")
        steps = entry.select(".sheet-steps > li")
        assert len(steps) >= 2
        assert all(step.select_one(".sheet-formula .katex") for step in steps)
        assert all(step.select_one(".sheet-why").get_text().strip() for step in steps)
        assert entry.select_one(".derivation-badge").get_text() == "✓ proved"


def test_it_names_what_interviewers_ask_for(page):
    titles = [p.get_text() for p in page.select(".sheet-title")]
    for word in ("Sigmoid", "ReLU", "Softmax with", "Backprop", "Mean", "L2", "Chain"):
        assert any(title.startswith(word) for title in titles)


def test_a_card_shows_the_definitions_that_it_needs(page):
    def given(name):
        link = page.select_one(f".sheet-title a[href$='#derivation-{name}']")
        entry = link.find_parent(class_="sheet-entry")
        return [math.get_text()[0] for math in entry.select(".sheet-given math")]

    assert given("tanh") == []  # its u is in the steps alone
    assert given("sigmoid") == ["s"]
    assert given("softmax-jacobian") == ["S", "p"]  # S for p
    assert given("softmax-cross-entropy") == ["S", "p", "L", "∑"]  # what is assumed


@needs_chromium
def test_it_prints_on_one_light_page_and_a_second_one_is_counted(site, tmp_path, page):
    sheet, longer = tmp_path / "sheet.pdf", tmp_path / "longer.pdf"
    seen = in_browser(SCRIPT, site, str(sheet), str(longer))
    assert [len(PAGE.findall(pdf.read_bytes())) for pdf in (sheet, longer)] == [1, 2]
    assert seen == {
        "printed": True,
        "entries": len(page.select(".sheet-entry")),
        "note": 1,
        "chrome": 0,
        "wide": 0,
        "beside": True,  # a reason stands beside its step, else it takes two pages
        "color": "rgb(0, 0, 0)",
        "ground": "rgb(255, 255, 255)",
    }
