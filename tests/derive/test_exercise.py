"""Judging a reader's answer: any equal form, and a point where a wrong one fails."""

import pytest

from gradbook.derive import (
    Derivation,
    FalseStep,
    MalformedStep,
    Sum,
    d,
    delta,
    dims,
    equivalent,
    exp,
    index,
    log,
    tanh,
    tensor,
    var,
)

x = var("x")
K = dims("K")
i, j, k = index("i j k", K)
z, y = tensor("z", K), tensor("y", K)


@pytest.fixture
def page():
    made = Derivation("softmax", "Softmax and cross-entropy")
    made.p = made.let("p", i, exp(z[i]) / Sum(k, exp(z[k])))
    made.L = made.let("L", (), -Sum(i, y[i] * log(made.p[i])))
    return made


@pytest.mark.parametrize(
    "answer", [1 - tanh(x) ** 2, (1 - tanh(x)) * (1 + tanh(x)),
               4 / (exp(x) + exp(-x)) ** 2, 4 * exp(2 * x) / (1 + exp(2 * x)) ** 2]
)  # fmt: skip
def test_any_equal_form_is_right(answer):
    verdict = equivalent(answer, d(tanh(x), x))
    assert verdict.badge == "proved"
    assert repr(verdict) == "right: proved"


def test_forms_with_the_page_s_names(page):
    p, L = page.p, page.L
    q = exp(z[j]) / Sum(i, exp(z[i]))
    for answer in (p[j] * Sum(i, y[i]) - y[j], -Sum(i, y[i] * (delta(i, j) - p[j])),
                   q * Sum(k, y[k]) - y[j]):  # fmt: skip
        assert equivalent(answer, d(L, z[j]), page).badge == "proved"
    with pytest.raises(FalseStep, match=r"at K = \d, j = \d"):
        equivalent(p[j] - y[j], d(L, z[j]), page)


def test_a_right_answer_beyond_the_prover_says_how_it_was_judged():
    body = Sum(i, z[i] ** 2 / (1 + z[i] ** 2))
    verdict = equivalent(K - Sum(i, 1 / (1 + z[i] ** 2)), body)
    assert verdict.badge == "tested"
    assert repr(verdict).startswith("right: tested at 12")


def test_no_answer_yet():
    assert repr(equivalent(None, d(tanh(x), x))).startswith("no answer yet")


def test_wrong_answers_get_a_point():
    with pytest.raises(FalseStep) as refusal:
        equivalent(1 - tanh(x), d(tanh(x), x))
    assert set(refusal.value.point) == {"x"}
    assert refusal.value.left_value != refusal.value.right_value


@pytest.mark.parametrize(
    ("answer", "question", "words"),
    [
        (d(tanh(x), x), d(tanh(x), x), "carry it out"),
        (2 * d(tanh(x), x) - 1 + tanh(x) ** 2, d(tanh(x), x), "carry it out"),
        (1 / (1 + exp(-x)), 1 / (1 + exp(-x)), "repeats the question"),
        (2.0 * x, d(x**2, x), "exact numbers"),
        (x > 0, x, "scalar expression"),
        (z.m, x, "use Entry"),
        (Sum(i, var("x", 0) * z[i]), x, "x: two different"),
    ],
)
def test_what_is_no_answer(answer, question, words):
    page = Derivation("exercise", "a page that knows x").start(x)
    with pytest.raises(MalformedStep, match=words):
        equivalent(answer, question, page)


def test_judging_leaves_the_page_alone(page):
    before = dict(page._named), dict(page.context.definitions), list(page.steps)
    equivalent(page.p[j] * Sum(i, y[i]) - y[j], d(page.L, z[j]), page)
    assert (page._named, page.context.definitions, page.steps) == before
