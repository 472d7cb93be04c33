"""The flashcards in Chromium: keyboard, touch, what is kept, what is lost."""

import json
import re
from pathlib import Path

import pytest

from gradbook_sphinx.interview.assets import BROWSER
from tests.book.site import needs_chromium
from tests.interview.conftest import ROOM
from tools.check_pages import ROOT

SCRIPT = Path(__file__).with_name("flashcards.mjs")
pytestmark = needs_chromium


def ranked(entries):
    """New cards: those that most lists ask first."""
    return [q.id for q in sorted(entries, key=lambda q: -q.asked_by)]


def test_nothing_went_wrong(seen):
    assert {
        name: found["errors"] for name, found in seen.items() if found["errors"]
    } == {}


def test_one_card_at_a_time(seen, entries):
    found, order = seen["keyboard"], ranked(entries)
    assert found["start"] == order[:1]
    assert found["said"] == f"{len(order)} cards left · new card"
    assert not found["before"]  # neither is it graded before it is seen: the first 3
    assert found["after"]
    assert found["moved"] == 0  # the buttons stay where they are


def test_grades_move_a_card_from_box_to_box(seen, entries):
    found, order = seen["keyboard"], ranked(entries)
    day, n = found["day"], len(order)
    assert found["known"] == {order[0]: {"box": 2, "due": day + 1}}
    assert found["second"] == order[1]
    assert found["again"] == f"{n - 1} cards left, 1 to repeat · new card"
    assert found["regraded"] == f"{n - 2} cards left · new card"  # no more
    assert found["end"] == found["known"] | {order[1]: {"box": 2, "due": day + 1}}
    assert found["skipped"] == found["regraded"]  # it stays due


def test_a_screen_reader_follows(seen, entries):
    assert seen["keyboard"]["focusOnAnswer"] == "iv-answer"
    assert seen["keyboard"]["focusOnQuestion"] == "iv-question"
    assert "iv-done" in seen["finished"]["focus"]


def test_it_works_by_touch_on_a_phone(seen, entries):
    found = seen["touch"]
    assert found["wide"] <= 0
    assert found["small"] == []
    assert found["moved"] < 0.01
    assert found["faults"] == seen["finished"]["faults"] == []
    assert found["inView"] and found["barInView"]
    assert found["status"] == f"{len(entries) - 1} cards left · new card"


def test_topic_and_level_choose(seen, entries):
    relu = [q for q in entries if q.topic == "relu"]
    advanced = [q for q in relu if q.level == "advanced"]
    assert seen["choice"]["topic"] == f"{len(relu)} cards left · new card"
    assert len(advanced) == 1
    assert seen["choice"]["level"] == "1 card left · new card"
    assert seen["choice"]["panel"].startswith(f"New: {len(entries)}, box 1: 0,")


def test_progress_outlives_a_reload_and_a_new_bank(seen, entries):
    found, order = seen["update"], ranked(entries)
    n = len(order)
    assert [found["first"], found["next"]] == order[:2]
    assert found["reloaded"]["status"] == f"{n - 2} cards left · new card"
    assert found["reloaded"]["shown"] == order[2]
    # One card is another now: it is new, and what was known of the old one stays.
    assert found["status"] == f"{n - 1} cards left · new card"
    assert found["shown"] == ["brand-new"]
    assert sorted(found["kept"]) == sorted(order[:2])
    assert found["known"]["box"] == 2


def test_it_says_how_many_cards_are_left(seen, entries):
    found, n = seen["counts"], len(entries)
    left = f"{n - 1} cards left, 1 to repeat"
    assert found["start"] == f"{n} cards left · new card"
    assert found["graded"] == f"{left} · new card"
    assert found["reloaded"] == f"{left} · box 1 of 5"
    assert found["end"] == left  # what was skipped stays due
    assert found["done"] == "That was the last card. Those you did not grade stay due."


def test_it_needs_no_network_once_loaded(seen, entries):
    assert seen["offline"] | {"errors": []} == {
        "asked": [], "answer": True, "cards": 3, "errors": []
    }  # fmt: skip


def test_progress_can_be_saved_forgotten_and_restored(seen, entries):
    found, order = seen["files"], ranked(entries)
    saved = json.loads(found["saved"])
    assert sorted(saved["cards"]) == sorted(order[:2])
    assert json.loads(found["refused"]) == saved  # the reader said no
    assert json.loads(found["forgotten"])["cards"] == {}
    for bad in found["bad"]:
        assert bad["said"].endswith("nothing was changed.")
        assert bad["stored"] == found["forgotten"]
    assert json.loads(found["odd"]["stored"])["cards"] == {}
    assert found["good"]["said"] == "Restored 2 cards."
    assert json.loads(found["good"]["stored"]) == saved


def test_a_store_that_is_broken_or_refused(seen):
    assert seen["broken"]["aside"] == "nonsense"
    assert seen["broken"]["cards"] == 1
    assert "keeps nothing" in seen["nothingKept"]["status"]


def test_what_is_not_due_can_be_studied(seen, entries):
    found = seen["finished"]
    assert found["count"] == sum(q.topic == "sigmoid" for q in entries)
    assert found["done"].startswith("Done.")
    assert found["nothing"] == "Nothing is due. The next card is, in 1 day."
    n = found["count"]
    assert found["ahead"] == f"{n} cards left, {n} to repeat · box 2 of 5"


def test_it_reads_without_scripts(seen, entries):
    assert seen["bare"]["seen"] == [q.id for q in entries]
    assert not seen["bare"]["controls"]
    assert seen["bare"]["read"]


def test_the_page_says_how_long_a_card_waits():
    script = (BROWSER / "progress.js").read_text("utf-8")
    waits = json.loads(re.search(r"WAITS = (\[.*?\])", script)[1])
    _, one, *rest, last = waits
    said = f"after {one} day, then after {', '.join(map(str, rest))} and {last} days"
    page = (ROOT / ROOM / "flashcards.md").read_text("utf-8")
    assert said in page.replace("one day", "1 day")
    assert len(waits) == 5 and "one of five boxes" in page


KEPT, FILES = (
    test_progress_outlives_a_reload_and_a_new_bank,
    test_progress_can_be_saved_forgotten_and_restored,
)
OFFLINE = test_it_needs_no_network_once_loaded
FAULTS = {  # what is planted -> what refuses it; scenario, file, old and new text
    "progress is not kept": (
        KEPT, "update", "progress.js", "localStorage.setItem(KEY,", "String("),
    "another card's progress is lost": (
        KEPT, "update", "progress.js", ".filter(sound)", ".slice(1)"),
    "space does nothing": (
        test_one_card_at_a_time, "keyboard", "flashcards.js", '" ": "', '"x": "'),
    "a second grade adds up": (
        test_grades_move_a_card_from_box_to_box,
        "keyboard", "flashcards.js", "entry.before, value", "known(entry.item), value"),
    "what is skipped does not count": (
        test_it_says_how_many_cards_are_left,
        "counts", "flashcards.js", "queue.filter((entry) => !entry.graded)",
        "queue.slice(at)"),
    "what was graded counts": (
        test_it_says_how_many_cards_are_left,
        "counts", "flashcards.js", "entry.graded = true", "String()"),
    "reset does not ask": (FILES, "files", "keep.js", "!confirm(", "!String("),
    "a bad file erases": (FILES, "files", "keep.js", "parse(await", "new Map(await"),
    "the focus stays behind": (
        test_a_screen_reader_follows,
        "keyboard", "common.js", "answer.focus(", "String("),
    "the answer is out of sight": (
        test_it_works_by_touch_on_a_phone,
        "touch", "common.js", "if (answer.get", "if (!answer.get"),
    "an answer is fetched": (
        OFFLINE, "offline", "common.js", ".open = true", ".open = fetch(location)"),
    "a font comes late": (OFFLINE, "offline", "common.js", "face.load()", "0"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_refused(fault, found, entries):
    check, scenario, *_ = FAULTS[fault]
    seen = found["seen"] | {scenario: found["faults"][fault]}
    with pytest.raises((AssertionError, KeyError)):
        check(seen, entries)
