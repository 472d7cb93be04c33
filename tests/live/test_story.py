"""A reader opens a cell, breaks it, stops it, comes back, and loses the network."""

import gzip
import re

import pytest

from tests.book.site import in_browser, needs_chromium
from tests.live.cells import refusal

pytestmark = needs_chromium
CHAPTER = "chapters/1_derivatives/sigmoid.html"
PACKED = {".zip", ".zst"}
GROWTH = 5_000  # bytes that a page may grow by
SLIP = """x = var("x")
X = Derivation("exercise-silu", "The slope of SiLU")
sx = X.let("s", (), 1 / (1 + exp(-x)))
equivalent(sx + x * sx, d(x * sx, x), X)"""


@pytest.fixture(scope="module")
def facts(book):
    return in_browser("../live/story.mjs", book)


def sent(book, paths):
    """Bytes of the engine's files that a server sends for some paths, compressed."""
    files = {book / path.lstrip("/").split("?")[0] for path in paths if "_live" in path}
    return sum(
        path.stat().st_size if path.suffix in PACKED else len(gzip.compress(
            path.read_bytes(), 6
        ))
        for path in files
    )  # fmt: skip


def test_a_page_grows_by_little_until_an_editor_is_opened(book, facts):
    [loader] = facts["reading"]
    page = (book / CHAPTER).read_text("utf-8")
    tag = re.search(r'<script type="module"[^>]*data-cells[^>]*></script>', page)[0]
    marks = page.count(" live") * len(" live live-answer")
    grown = (book / loader.lstrip("/")).stat().st_size + len(tag) + marks
    assert 0 < grown < GROWTH


def test_the_first_use_judges_every_line(facts):
    assert facts["cold"]["status"].startswith("Every line was accepted")
    assert facts["cold"]["steps"] == 2


def test_what_it_takes_is_told(book, facts, record_property):
    cold, warm = facts["cold"], facts["warm"]
    size = sent(book, cold["asked"])
    assert 9e6 < size < 12e6  # the playground says: about 11 MB
    assert not [path for path in warm["asked"] if "_live" in path]
    record_property(
        "told",
        f"first line: {cold['took'] / 1000:.1f} s and {size / 1e6:.1f} MB cold,"
        f" {warm['took'] / 1000:.1f} s and nothing warm,"
        f" {facts['offline']['took'] / 1000:.1f} s without a network,"
        f" {facts['again']['took'] / 1000:.1f} s after Stop",
    )


def test_the_keyboard_gets_in_and_out(facts):
    opened, after_tab, after_escape_and_tab = facts["keyboard"]
    assert "cm-content" in opened
    assert "cm-content" in after_tab
    assert after_escape_and_tab == "Run"


def test_a_false_step_is_refused_with_the_counterexample_of_native_python(facts):
    found = facts["refused"]
    native = refusal(found["source"])
    assert native["type"] == "FalseStep"
    assert found["note"] == native["message"]
    assert found["alert"] == f"Line {native['line']}: {native['message']}"
    assert found["wrong"] == 'D.eq(s * (2 - exp(-x)), "a slip")'
    told = f"✗ Refused at line {native['line']}: the note there says why."
    assert found["badges"] == ["✓ proved", "✓ proved", told]


def test_a_refused_step_is_the_last_row_of_its_derivation(facts):
    found = facts["refused"]
    [formula] = found["rows"]
    native = refusal(found["source"])
    assert formula == rf"\displaystyle {native['step']['tex']}"
    assert found["ends"]
    assert found["alertIs"]["width"] <= 1  # said, and shown in the note alone


def test_a_note_breaks_only_at_spaces_on_a_phone(facts):
    note, broken = facts["words"]
    assert "exp(-x)" in note  # a browser would break it behind the sign
    assert broken == []


def test_no_line_of_code_is_cut_on_a_phone(facts):
    assert len(facts["code"]) > 2
    assert max(facts["code"]) <= 0


def test_back_to_top_covers_nothing_on_a_phone(facts):
    assert facts["backToTop"] == "none"


def test_an_exercise_takes_any_equal_formula_and_answers_a_wrong_one(facts):
    assert facts["wrong"]["note"] == refusal(SLIP)["message"]
    assert facts["wrong"]["line"] == "answer = sx + x * sx"
    assert facts["wrong"]["rows"] == 1
    assert facts["right"] == {"status": "✓ Right, proved.", "badges": 1, "shown": ""}
    assert re.fullmatch(r"≈ Right, tested at \d+ points\.", facts["tested"])


def test_an_endless_loop_is_stopped_and_the_next_run_works(facts):
    assert facts["stopped"] == {
        "busy": "true",
        "said": "Stopped. Python starts again…",
        "left": "",
        "then": "Stopped. Ready.",
        "progress": 0,
    }
    assert facts["again"]["text"].strip() == "42"


def test_cells_wait_for_each_other_and_each_is_stopped_by_itself(facts):
    running, waiting = facts["two"]
    assert running.startswith("Stopped. ")
    assert waiting == "Stopped."


def test_a_browser_that_cannot_run_python_is_told_so(facts):
    assert "this browser cannot run Python in a page" in facts["tooOld"]


def test_an_edit_is_kept_until_it_is_reset(facts):
    assert "kept" in facts["kept"]
    assert "D.eq(3 * x**2" in facts["warm"]["text"]
    assert facts["warm"]["status"].startswith("Every line was accepted")
    assert 'Derivation("sigmoid"' in facts["reset"]["text"]
    assert facts["reset"]["kept"] == []
    assert facts["reset"]["bookShown"]


def test_it_works_without_a_network_after_the_first_use(facts):
    assert facts["offline"]["status"].startswith("Every line was accepted")


def test_no_address_carries_code(facts):
    assert facts["address"]["editors"] == facts["address"]["workers"] == 0
    assert not facts["address"]["shown"]
    assert len(facts["address"]["asked"]) <= 1  # the loader alone


def test_nothing_is_asked_of_another_site_and_nothing_breaks_the_policy(facts):
    assert facts["heard"] == []


def test_the_editor_is_accessible(facts):
    assert facts["axe"] == []
