"""The mock interview in Chromium: what is drawn, the clock, grades, the summary."""

from pathlib import Path

import pytest

from tests.book.site import needs_chromium

SCRIPT = Path(__file__).with_name("mock.mjs")
pytestmark = needs_chromium


def test_nothing_went_wrong(seen):
    assert {
        name: found["errors"] for name, found in seen.items() if found["errors"]
    } == {}


def test_the_keyboard_is_enough(seen, entries):
    found = seen["keyboard"]
    relu = {q.id for q in entries if q.topic == "relu"}
    assert found["before"] == []
    assert found["said"] == "Question 1 of 3"
    assert len(set(found["asked"])) == len(found["asked"]) == 3
    assert set(found["asked"]) <= relu
    assert found["answer"]
    assert (found["focus"], found["focusOnAnswer"]) == ("iv-question", "iv-answer")


def test_follow_ups_come_with_the_answer(seen, entries):
    last = next(q for q in entries if q.id == seen["keyboard"]["asked"][-1])
    assert seen["keyboard"]["followUps"] == len(last.follow_ups) > 0


def test_the_summary_says_what_to_read_again(seen, entries):
    found = seen["keyboard"]
    said, missed, partly = found["asked"]
    assert [row["text"].split(" (")[0] for row in found["rows"]] == [
        "Missed", "Partly", "Answered"
    ]  # fmt: skip
    first, second, third = (row["links"] for row in found["rows"])
    assert f"questions.html#q-{missed}" in first
    assert f"questions.html#q-{partly}" in second
    assert any("1_derivatives/" in link for link in first)
    assert third == []
    assert found["score"] == "You answered 1 of 3."
    assert "iv-summary" in found["end"]
    assert found["repeated"] == "Question 1 of 2"
    assert found["first"] == [missed]
    assert said not in (missed, partly)


def test_the_clock_can_be_paused_and_stops_nobody(seen, entries):
    found = seen["clock"]
    assert (found["start"], found["running"], found["paused"]) == (
        "0:30", "0:20", "0:20"
    )  # fmt: skip
    assert found["pressed"] == "true"
    assert found["almost"] == ["0:01", "Question 1 of 5"]
    assert found["over"][0] == "0:00"
    assert found["over"][1].startswith("Time is up.")
    assert found["answer"]
    assert found["next"] == ["0:30", "Question 2 of 5"]
    assert found["rows"][0]["text"].startswith("Answered (34 s): ")


def test_it_works_by_touch_on_a_phone_without_a_network(seen):
    found = seen["touch"]
    assert found["asked"] == []
    assert found["rows"] == 3
    assert found["faults"] == []
    assert found["wide"] <= 0
    assert found["small"] == []
    assert found["moved"] < 0.01


def test_questions_are_drawn_by_chance(seen, entries):
    drawn = seen["draws"]["drawn"]
    assert len(set(drawn)) > 3  # else by chance less than once in a million runs
    assert set(drawn) <= {q.id for q in entries}
    assert seen["draws"]["none"].startswith("No question is both")
    assert seen["draws"]["shown"] == []


def test_it_reads_without_scripts(seen, entries):
    assert seen["bare"]["seen"] == [q.id for q in entries]
    assert not seen["bare"]["controls"]
    assert seen["bare"]["read"]


FAULTS = {  # what is planted -> what refuses it; scenario, file, old and new text
    "a clock that cannot be paused": (
        test_the_clock_can_be_paused_and_stops_nobody,
        "clock",
        "clock.js",
        "run(since === null)",
        "run(true)",
    ),
    "a clock that only stands": (
        test_the_clock_can_be_paused_and_stops_nobody,
        "clock",
        "clock.js",
        "timer = setInterval",
        "String",
    ),
    "graded before it is seen": (
        test_the_keyboard_is_enough,
        "keyboard",
        "mock.js",
        'if (tool.dataset.state !== "answered") return false;',
        "",
    ),
    "nothing to read again": (
        test_the_summary_says_what_to_read_again,
        "keyboard",
        "summary.js",
        "grade < 3",
        "grade < 0",
    ),
    "a topic that does not count": (
        test_questions_are_drawn_by_chance,
        "draws",
        "mock.js",
        "belongs(item.dataset, choice)",
        "true",
    ),
    "what was said is repeated": (
        test_the_summary_says_what_to_read_again,
        "keyboard",
        "mock.js",
        "d.grade < 3",
        "d.grade < 4",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_refused(fault, found, entries):
    check, scenario, *_ = FAULTS[fault]
    seen = found["seen"] | {scenario: found["faults"][fault]}
    with pytest.raises((AssertionError, KeyError)):
        check(seen, entries)
