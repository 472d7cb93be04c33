"""The index of questions in Chromium: filter, order, links, keyboard, phone."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from gradbook_sphinx.interview.entry import lists_read
from tests.book.site import needs_chromium
from tests.interview.conftest import ROOM

SCRIPT = Path(__file__).with_name("questions.mjs")
pytestmark = needs_chromium


def ids(entries, wanted=lambda q: True):
    return [q.id for q in entries if wanted(q)]


def test_nothing_went_wrong(seen):
    assert {
        name: found["errors"] for name, found in seen.items() if found["errors"]
    } == {}


def test_every_choice_filters(seen, entries):
    found = seen["filters"]
    assert found["all"] == ids(entries)
    relu = ids(entries, lambda q: q.topic == "relu")
    assert found["topic"]["ids"] == relu
    assert found["topic"]["said"] == f"{len(relu)} of {len(entries)} questions"
    assert found["level"] == ids(entries, lambda q: q.level == "advanced")
    assert found["often"] == ids(entries, lambda q: q.asked_by >= 8)
    begun = [q.id for q in entries if any(o.startswith("deriv") for o in q.origins)]
    assert found["derivations"] == begun
    assert all(0 < len(found[k]) < len(entries) for k in ("level", "often"))


def test_the_most_asked_come_first(seen, entries):
    found = seen["filters"]
    assert found["ranked"] == [q.id for q in sorted(entries, key=lambda q: -q.asked_by)]
    assert found["ranked"] != found["all"] == found["back"]


def test_it_fits_a_phone_and_does_not_jump(seen):
    assert seen["filters"]["wide"] <= 0
    assert seen["filters"]["small"] == []
    assert seen["filters"]["moved"] < 0.01
    assert seen["filters"]["cut"] == []
    assert seen["filters"][
        "below"
    ]  # level and lists have their own line in both orders


def test_no_hit_says_what_to_do(seen, entries):
    said = f"0 of {len(entries)} questions. Fewer words, or Show all."
    assert seen["filters"]["nothing"] == said


def test_punctuation_stays_with_its_formula(seen):
    found = seen["lines"]
    assert all(at["checked"] > 100 and at["alone"] == 0 for at in found["seen"])
    assert found["unbound"]["alone"] > 0  # as a browser would break these lines


def test_a_search_shows_the_text_and_every_letter_typed(seen):
    found = seen["searched"]
    assert found["excerpts"]
    assert not any("Contents" in text for text in found["excerpts"])
    assert not any("All topics" in text for text in found["excerpts"])
    assert found["begins"] > found["right"] > 0  # of the magnifier
    assert found["titles"] == ["Interview questions"]  # in print


def test_the_keyboard_is_enough(seen):
    found = seen["keyboard"]
    assert found["found"][0] == "relu-dead"
    assert found["open"] == ["relu-dead"]


def test_a_link_unfolds_its_answer_whatever_the_filter_says(seen, entries):
    found = seen["link"]
    assert found["open"] == ["relu-dead"]
    assert found["seen"] == ids(entries)
    assert 0 <= found["y"] < 200
    assert found["faults"] == []
    assert found["said"]  # the question is not covered by the page's header


def test_the_address_remembers_the_filter(seen, entries):
    found = seen["remembers"]
    assert found["search"] == "?text=kink+%26+50%25&topic=relu"
    assert (found["text"], found["topic"]) == ("kink & 50%", "relu")


def test_the_address_is_read_as_data(seen, entries):
    found = seen["hostile"]
    assert not found["ran"]
    assert found["images"] == 0
    assert found["text"] == '<img src=x onerror="window.bad=1">'
    assert found["left"] == len(entries)


def test_it_reads_without_scripts(seen, entries):
    found = seen["bare"]
    assert found["seen"] == ids(entries)
    assert not found["controls"]
    assert found["read"]
    assert found["linked"]  # the browser itself unfolds what a link points at


def test_the_page_holds_each_answer_and_its_evidence(site, entries):
    page = BeautifulSoup(
        (site / ROOM / "questions.html").read_text("utf-8"), "html.parser"
    )
    for q in entries:
        answer = page.select_one(f"details #q-{q.id}")
        links = [a["href"] for a in answer.select("a[href]")]
        for e in q.evidence:
            at = f"{e.page.split('/')[1]}.html#{e.anchor}"
            assert any(link.endswith(f"/{at}") or link == at for link in links)
        asked = f"asked by {q.asked_by} of {lists_read()} lists"
        facts = answer.parent.select_one("summary .iv-facts").get_text()
        assert facts.startswith(q.level)
        assert (asked in facts) == (q.asked_by > 0)


def test_the_tools_scripts_are_on_their_pages_only(site):
    home = (site / "home.html").read_text("utf-8")
    assert "_static/interview/" not in home
    page = (site / ROOM / "questions.html").read_text("utf-8")
    assert page.count("_static/interview/questions.js") == 1
    assert "flashcards.js" not in page


FAULTS = {  # what is planted -> what refuses it; scenario, file, old and new text
    "a filter that lets all through": (
        test_every_choice_filters,
        "filters",
        "common.js",
        "choice.topic !== topic",
        "false",
    ),
    "an order upside down": (
        test_the_most_asked_come_first,
        "filters",
        "questions.js",
        "b.dataset.asked -",
        "-b.dataset.asked -",
    ),
    "a link under a filter": (
        test_a_link_unfolds_its_answer_whatever_the_filter_says,
        "link",
        "questions.js",
        "if (item.hidden) showAll();",
        "",
    ),
    "an address that is markup": (
        test_the_address_is_read_as_data,
        "hostile",
        "filter.js",
        "field.value = value",
        "form.insertAdjacentHTML('beforeend', value)",
    ),
    "a filter forgotten": (
        test_the_address_remembers_the_filter,
        "remembers",
        "filter.js",
        "history.replaceState",
        "String",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_refused(fault, found, entries):
    check, scenario, *_ = FAULTS[fault]
    seen = found["seen"] | {scenario: found["faults"][fault]}
    with pytest.raises((AssertionError, KeyError)):
        check(seen, entries)
