"""How a page behaves: what it accepts, and what a refusal leaves behind."""

import pytest
import sympy as sp
from sympy import Symbol

from gradbook.derive import (
    Derivation,
    Entry,
    Eq,
    FalseStep,
    MalformedStep,
    Rational,
    Sum,
    Unproved,
    d,
    delta,
    dims,
    exp,
    index,
    natural,
    recurrence,
    tensor,
    var,
)

K, N = dims("K N")
(i, j, k), a = index("i j k", K), index("a", N)
z, y, X = tensor("z", K), tensor("y", K, low=0), tensor("X", N, K)
x, half, t = var("x"), Rational(1, 2), natural("t")


@pytest.fixture
def page():
    made = Derivation("sigmoid", "The slope of the sigmoid")
    made.s = made.let("s", (), 1 / (1 + exp(-x)))
    made.start(d(made.s, x)).eq(made.s * (1 - made.s), "chain rule")
    return made


def state(page):
    return (page.start_line, list(page.steps), dict(page._named),
            dict(page.context.definitions))  # fmt: skip


S = var("s")
BAD_LINES = [
    (lambda p: p.eq(S, "false"), FalseStep, "is not s: at x = "),
    (lambda p: p.eq(S * (1 - S) + x / 10**40, "tiny"), Unproved, "no proof was found"),
    (lambda p: p.eq(0.25, "a decimal"), MalformedStep, "exact numbers"),
    (lambda p: p.eq(S * (1 - 0.5 * S), "inside"), MalformedStep, "exact numbers"),
    (lambda p: p.eq(S * (1 - S), ""), MalformedStep, "reason"),
    (lambda p: p.eq(S * (1 - S), None), MalformedStep, "reason"),
    (lambda p: p.eq(X.m, "a matrix"), MalformedStep, "use Entry"),
    (lambda p: p.eq(Eq(x, 1), "a relation"), MalformedStep, "scalar expression"),
    (lambda p: p.eq(var("x", 0), "another x"), MalformedStep, "x: two different"),
    (lambda p: p.eq(tensor("x", K)[i], "tensor x"), MalformedStep, "x: two different"),
    (lambda p: p.eq(Symbol("b.1", real=True), "name"), MalformedStep, "identifier"),
    (lambda p: p.eq(sp.Function("f")(x), "unknown"), MalformedStep, "cannot evaluate"),
    (lambda p: p.eq(sp.Heaviside(x), "step"), MalformedStep, "its value at 0"),
    (lambda p: p.eq(S * (1 - S), "w", expect="sure"), MalformedStep, "expect: "),
    (lambda p: p.let("s", (), x), MalformedStep, "s: this name is taken"),
    (lambda p: p.let("x", (), z[1]), MalformedStep, "x: this name is taken"),
    (lambda p: p.let("r", (), var("r") + 1), MalformedStep, "r: this name is taken"),
    (lambda p: p.let("r", K, x), MalformedStep, "typed indices"),
    (lambda p: p.let("r", (i, i), z[i]), MalformedStep, "an index is repeated"),
    (lambda p: p.let("a b", (), x), MalformedStep, "identifier"),
    (lambda p: p.let("r", i, 0.5 * z[i]), MalformedStep, "exact numbers"),
    (lambda p: p.le(half / 4, "too low"), FalseStep, "is not at most"),
    (lambda p: p.le(Rational(1, 4), "c", cert=(S - half) ** 2 + 1), Unproved, "no p"),
    (lambda p: p.le(1, "negative", cert=S * (1 - S) - 1), Unproved, "no proof"),
    (lambda p: p.induct(0, "no term"), MalformedStep, "not a term of a recurrence"),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(BAD_LINES)))
def test_a_refused_line_leaves_the_page_as_it_was(page, number):
    write, error, words = BAD_LINES[number]
    before = state(page)
    with pytest.raises(error, match=words):
        write(page)
    assert state(page) == before
    assert page.le(Rational(1, 4), "a square", cert=(page.s - half) ** 2)


@pytest.mark.parametrize("id", ["", "Two Words", "two words", "a_b", None, 3, "A"])
def test_ids_are_lower_case_words(id):
    with pytest.raises(MalformedStep, match="id: expected"):
        Derivation(id, "title")


def test_lines_need_a_beginning():
    with pytest.raises(MalformedStep, match="begin with start"):
        Derivation("empty", "no line").eq(x, "nothing before it")


@pytest.mark.parametrize(
    ("write", "words"),
    [
        (lambda: d(x, x + 1), "expected a scalar or an entry"),
        (lambda: d(x, 2), "expected a scalar or an entry"),
        (lambda: z[a], "index a runs to N, the axis to K"),
        (lambda: X[i, a], "index i runs to K, the axis to N"),
        (lambda: z[2], "entry 2 is not on every axis"),
        (lambda: z[0], "entry 0 is not on every axis"),
        (lambda: z[i, j], "expected 1 indices, got 2"),
        (lambda: delta(i, a), "i runs to K, a to N"),
        (lambda: Sum((i, i), z[i]), "an index is repeated"),
        (lambda: Entry(X.m, i, a), "index i runs to K, the axis to N"),
        (lambda: tensor("q", 0), "expected a positive integer"),
        (lambda: index("q", K - 1), "expected a positive integer"),
        (lambda: var("q", 1, 1), "expected low < high"),
        (lambda: tensor("q"), "use var for scalars"),
    ],
)
def test_words_without_meaning(write, words):
    with pytest.raises(MalformedStep, match=words):
        write()


def test_a_definition_s_parameter_is_not_summed_over():
    page = Derivation("capture", "a free index in a definition")
    q = page.let("q", (), z[i])
    for e in (Sum(i, q), Sum(i, y[i]) * q):
        with pytest.raises(MalformedStep, match="i is free in a definition"):
            page.start(e)
    assert page.start(q).eq(z[i], "by definition").steps[-1].badge == "proved"


def test_branches_share_what_stood_before_and_nothing_after(page):
    other = page.branch("other", "the same definitions")
    assert other.start_line is None
    assert other.start(d(page.s, x)).eq(page.s * (1 - page.s), "the same").steps
    other.let("r", (), x)
    assert "r" not in page.context.definitions
    assert page.let("r", (), x**2).name == "r"


def test_the_tested_badge_is_honest():
    page = Derivation("tested", "a rational body")
    page.start(Sum(i, z[i] ** 2 / (1 + z[i] ** 2)))
    page.eq(K - Sum(i, 1 / (1 + z[i] ** 2)), "1 - 1/(1 + z^2)", expect="tested")
    page.eq(K - Sum(j, 1 / (1 + z[j] ** 2)), "renamed", expect="tested")
    assert [step.badge for step in page.steps] == ["tested", "proved"]
    assert all(step.points >= 12 for step in page.steps)
    with pytest.raises(FalseStep):
        page.eq(K, "tested does not mean accepted", expect="tested")


def test_a_given_size_is_said_on_the_badge():
    m, w = index("m", 3), tensor("w", 3)
    page = Derivation("given", "a given size").start(Sum(m, w[m]))
    assert page.eq(w[1] + w[2] + w[3], "all").steps[-1].badge == "proved for this shape"
    sums = recurrence("r", 0, lambda r, n: r + Sum(m, w[m]))
    page = Derivation("given", "in a rule").start(sums[t])
    page.induct(t * Sum(m, w[m]), "t equal steps")
    assert page.steps[-1].badge == "proved for this shape"
    one = index("o", 1)
    page = Derivation("one", "size 1").start(Sum(one, tensor("u", 1)[one]))
    assert page.eq(tensor("u", 1)[1], "alone").steps[-1].badge == "proved"
