"""What the page is told about a run, on this Python."""

import pytest

import gradbook.derive
from gradbook.derive import Derivation
from gradbook_sphinx.live import driver
from gradbook_sphinx.live.driver import MOST_TEXT
from tests.live.cells import refusal, reports

START = 'x = var("x")\nD = Derivation("cube", "A cube")\nD.start(d(x**3, x))\n'


def test_a_page_is_told_with_its_steps(monkeypatch):
    monkeypatch.setattr(driver, "PAUSE", 0)
    told = reports(START + 'D.eq(3 * x**2, "power rule")')
    assert [len(t["data"]["steps"]) for t in told] == [0, 1]
    assert told[-1]["data"]["steps"][0]["badge"] == "proved"


def test_a_page_is_not_printed_after_each_of_many_short_lines(monkeypatch):
    monkeypatch.setattr(driver, "PAUSE", 1000)
    told = reports(START + 'D.eq(3 * x**2, "a").eq(3 * x * x, "b").eq(x * 3 * x, "c")')
    assert [len(t["data"]["steps"]) for t in told] == [0, 3]


def test_two_pages_are_told_apart():
    branch = 'B = D.branch("other", "Other")\nB.start(x).eq(x + 0, "nothing")\n'
    told = reports(START + branch + 'D.eq(3 * x**2, "power rule")')
    last = {t["number"]: t["data"] for t in told}
    assert [last[n]["title"] for n in (0, 1)] == ["A cube", "Other"]
    assert [len(last[n]["steps"]) for n in (0, 1)] == [1, 1]


def test_a_page_of_an_earlier_cell_is_shown_as_the_value():
    before = START + 'D.eq(3 * x**2, "power rule")'
    [told] = reports("D", before)
    assert len(told["data"]["steps"]) == 1


def test_a_false_step_is_refused_at_its_line():
    found = refusal(START + "D.eq(\n    x**2,\n    'a slip',\n)\n")
    assert (found["type"], found["line"]) == ("FalseStep", 4)
    assert found["judged"]
    assert found["where"] == "cell"
    with pytest.raises(gradbook.derive.FalseStep) as native:
        exec(START + "D.eq(x**2, 'a slip')", dict(vars(gradbook.derive)))
    assert found["message"] == str(native.value)


@pytest.mark.parametrize(
    ("source", "kind", "line", "words"),
    [
        ("x = 1\n1 / 0", "ZeroDivisionError", 2, "division by zero"),
        ("def f():\n    return y\n\nf()", "NameError", 2, "name 'y'"),
        ("x = (1,\ny = 2", "SyntaxError", 1, "never closed"),
        ("f = lambda n: f(n)\nf(1)", "RecursionError", 1, "recursion"),
        ("raise SystemExit", "SystemExit", 1, "no message"),
    ],
)
def test_other_errors_name_their_line(source, kind, line, words):
    found = refusal(source)
    assert (found["type"], found["line"]) == (kind, line)
    assert words in found["message"]
    assert not found["judged"]


def test_a_refused_step_is_told_with_its_formulas_and_its_page():
    before = START + 'D.eq(3 * x**2, "power rule")\n'
    other = 'B = D.branch("other", "Other")\nB.start(x)\n'
    found = refusal(before + other + 'D.le(x, "a slip")')["step"]
    assert found == {"number": 0, "left": "3 x^{2}", "relation": "<=", "tex": "x"}
    assert refusal('D.eq(x**2, "a slip")', START)["step"]["number"] is None
    assert refusal(START + "D.eq(0.5 * x, 'no meaning')")["step"] is None


EXERCISE = 'x = var("x")\nX = Derivation("a", "A")\nanswer = {}\n\n{}'
ASKED = "equivalent(answer, d(x**2, x), X)"


@pytest.mark.parametrize(
    ("answer", "asked", "line"),
    [
        ("x", ASKED, 3),
        ("x**2 * 0.5", ASKED, 3),
        ("'1 +'", ASKED, 3),
        ("2 * x", "X.start(x).eq(x + 1, 'a slip')", 5),
        ("2 * x", "equivalent(answer, unknown)", 5),
    ],
)
def test_a_wrong_answer_is_marked_where_the_reader_wrote_it(answer, asked, line):
    assert refusal(EXERCISE.format(answer, asked))["line"] == line


@pytest.mark.parametrize("power", ["x^2", "exp(x)^2", "x^var('y')"])
def test_a_power_with_a_caret_is_answered_by_the_right_one(power):
    found = refusal(START + f'D.eq({power}, "a slip")')
    assert found["message"].endswith("write powers as x**2, not x^2")
    assert found["line"] == 4


def test_an_error_before_the_cell_says_so():
    assert refusal("x", before="1 / 0")["where"] == "before"


def test_text_is_shown_up_to_a_limit():
    assert reports("print('a')\n6 * 7") == [
        {"kind": "text", "text": "a"},
        {"kind": "text", "text": "\n"},
        {"kind": "text", "text": "42\n"},
    ]
    told = reports("for n in range(9000):\n    print(n)")
    assert sum(len(t["text"]) for t in told) == MOST_TEXT


def test_every_word_of_the_language_is_at_hand():
    [told] = reports("equivalent(2 * var('x'), d(var('x') ** 2, var('x')))")
    assert (told["kind"], told["badge"]) == ("right", "proved")


def test_nothing_stays_behind():
    reports("kept = 1")
    assert refusal("kept")["type"] == "NameError"
    quiet = Derivation._line_accepted
    refusal(START + "D.eq(x, 'a slip')")
    assert Derivation._line_accepted is quiet
