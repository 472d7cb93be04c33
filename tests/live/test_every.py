"""In the page, every derivation of the book gets the steps and badges it has here."""

import pytest

from gradbook_sphinx.live.cells import live_cells
from tests.book.site import in_browser, needs_chromium
from tests.live.cells import judged_seconds, notebook_of
from tools.check_pages import read_toc, source_of

TIMED = [
    ("sigmoid", "derive-slope-run"),
    ("softmax_cross_entropy", "derive-main-run"),
    ("backpropagation", "derive-affine-weights"),
    ("chain_rule", "derive-vjp"),
    ("l2_regularization", "derive-ridge-run"),
]


def complaints(records):
    """What differs between the page and what the book stores."""
    found = []
    for record in records:
        name, refused = f"{record['page']}#{record['id']}", record["refused"]
        if record["error"] is not None:
            if not refused:
                found.append(f"{name}: accepted, and refused in the book")
            elif " ".join(refused["message"].split()) not in told(record["error"]):
                found.append(f"{name}: another counterexample: {refused['message']}")
        elif refused:
            found.append(f"{name}: refused: {refused['message']}")
        elif record["answer"]:
            found += [] if "no answer yet" in record["text"] else [f"{name}: no blank"]
        elif not same_steps(record["live"], record["stored"]):
            found.append(f"{name}: other steps than the book's")
    return found


def same_steps(live, stored):
    """The page shows all that a cell derives, the book what stands at its end."""
    return bool(stored) and live[-len(stored) :] == stored


def told(text):
    return " ".join(text.split())


@pytest.fixture(scope="module")
def records(book):
    pages = [f"{page}.html" for page in read_toc()]
    return in_browser("../live/every.mjs", book, *pages)


@needs_chromium
def test_every_derivation_is_judged_in_the_page_as_it_is_here(records):
    assert complaints(records) == []


@needs_chromium
def test_no_derivation_is_left_out(records):
    found = {(record["page"], record["id"]) for record in records}
    for page in read_toc():
        if source_of(page).suffix == ".ipynb":
            notebook = notebook_of(page)
            ids = [notebook["cells"][n]["id"] for n in live_cells(notebook)]
            assert {(f"{page}.html", f"cell-{i}") for i in ids} <= found
    assert sum(not r["answer"] and not r["error"] for r in records) > 50


@needs_chromium
def test_the_time_it_takes_is_told(records, record_property):
    seconds = {(r["page"].split("/")[-1], r["id"]): r["seconds"] for r in records}
    lines = []
    for chapter, cell in TIMED:
        page = next(page for page in read_toc() if page.endswith(f"/{chapter}"))
        here = judged_seconds(notebook_of(page), cell)
        there = seconds[f"{chapter}.html", f"cell-{cell}"]
        lines.append(f"  {chapter:22} page {there:5.2f} s, native {here:5.2f} s, "
                     f"ratio {there / here:4.1f}")  # fmt: skip
    record_property("told", "\n".join(["judging in the page and natively:", *lines]))


RECORD = {
    "page": "a.html",
    "id": "cell-b",
    "answer": False,
    "refused": None,
    "error": None,
    "text": "",
    "live": ["<div>proved</div>"],
    "stored": ["<div>proved</div>"],
}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"live": ["<div>tested</div>"]}, "other steps"),
        ({"live": [], "stored": []}, "other steps"),
        ({"refused": {"message": "x is not y"}}, "refused: x is not y"),
        ({"error": "FalseStep: x is not y"}, "accepted"),
        ({"error": "x is not y", "refused": {"message": "x is not z"}}, "another"),
        ({"answer": True}, "no blank"),
    ],
)
def test_a_planted_difference_is_found(change, complaint):
    assert complaints([RECORD]) == []
    [found] = complaints([{**RECORD, **change}])
    assert complaint in found
