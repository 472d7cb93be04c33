"""True steps an author writes without thinking, and limits that raise at once."""

import pytest
import sympy as sp
from sympy import And, Integral, Symbol, Trace

from gradbook.derive import (
    Abs,
    Derivation,
    Entry,
    Max,
    Min,
    Ne,
    Piecewise,
    Rational,
    Sum,
    Unproved,
    d,
    delta,
    dims,
    exp,
    index,
    log,
    natural,
    pi,
    recurrence,
    sign,
    sqrt,
    tanh,
    tensor,
    var,
)
from gradbook.derive.expansion import expect_few, terms_of
from gradbook.derive.normal_form import NormalForm

K, N = dims("K N")
(i, j, k), (a, b) = index("i j k", K), index("a b", N)
z, w, A, B = tensor("z", K), tensor("w", K), tensor("A", N, K), tensor("B", K, K)
g, h = tensor("g", sp.oo), tensor("h", sp.oo)
x, y, t = var("x"), var("y"), natural("t")
half, probability = Rational(1, 2), var("q", 0, 1)
r, s, u = (*sp.symbols("r s", integer=True), Symbol("u", real=True))
HUBER = Piecewise((x**2 / 2, And(x <= 1, x >= -1)), (x - half, x > 1),
                  (-x - half, True))  # fmt: skip

GELU = sqrt(2 / pi) * (x + Rational(44715, 10**6) * x**3)


def step(e):
    return Piecewise((1, e > 0), (0, True))


def score(a):
    return Sum(k, A[a, k] * z[k])


TRUE = {
    "relu squared": (d(Max(x, 0) ** 2, x), 2 * Max(x, 0), ()),
    "x|x|": (d(x * Abs(x), x), 2 * Abs(x), ()),
    "x^2 sign x": (d(x**2 * sign(x), x), 2 * Abs(x), ()),
    "smooth of a smooth kink": (
        d(exp(Max(x, 0) ** 2), x), 2 * Max(x, 0) * exp(Max(x, 0) ** 2), ()),
    "sum of relu squared": (d(Sum(i, Max(z[i], 0) ** 2), z[j]), 2 * Max(z[j], 0), ()),
    "sum of |z|^3": (d(Sum(i, Abs(z[i]) ** 3), z[j]), 3 * z[j] * Abs(z[j]), ()),
    "Huber": (
        d(HUBER, x),
        Piecewise((x, And(x <= 1, x >= -1)), (1, x > 1), (-1, True)), ()),
    "clipping": (
        Max(Min(x, 1), -1), Piecewise((-1, x < -1), (1, x > 1), (x, True)), ()),
    "relu of every entry": (
        d(Sum(i, Max(z[i], 0)), z[j]), step(z[j]), (Ne(z[i], 0),)),
    "leaky relu of every entry": (
        d(Sum(i, w[i] * Piecewise((z[i], z[i] > 0), (z[i] / 10, True))), z[j]),
        w[j] * Piecewise((1, z[j] > 0), (Rational(1, 10), True)), (Ne(z[i], 0),)),
    "hinge": (
        d(Sum(i, Max(1 - w[i] * z[i], 0)), z[j]), -w[j] * step(1 - w[j] * z[j]),
        (Ne(w[i] * z[i], 1),)),
    "relu layer by input": (
        d(Sum(a, Max(score(a), 0)), z[j]), Sum(a, A[a, j] * step(score(a))),
        (Ne(score(a), 0),)),
    "relu layer by weight": (
        d(Sum(a, Max(score(a), 0)), A[b, j]), z[j] * step(score(b)),
        (Ne(score(a), 0),)),
    "the last entry": (Sum(i, delta(i, K) * z[i]), z[K], ()),
    "the first entry": (delta(i, 1) * z[i], delta(i, 1) * z[1], ()),
    "an entry seen from the end": (
        delta(i, K + 1 - i) * z[i], delta(i, K + 1 - i) * z[K + 1 - i], ()),
    "trace": (d(Trace(B.m * B.m), B[i, j]), 2 * B[j, i], ()),
    "cyclic": (Trace(B.m**8), Sum((i, j), Entry(B.m**4, i, j) * Entry(B.m**4, j, i)),
               ()),
    "a power of a sum": (
        Sum(i, z[i] * Sum(j, B[i, j]) ** 8), Sum(j, z[j] * Sum(i, B[j, i]) ** 8), ()),
    "two plain sums": (
        Sum((r, 1, t), Sum((s, 1, t), g[r] * h[s])),
        Sum((r, 1, t), g[r]) * Sum((s, 1, t), h[s]), ()),
    "a triangle's last row": (
        Sum((r, 1, t + 1), Sum((s, 1, r), g[s] * h[r])),
        Sum((r, 1, t), Sum((s, 1, r), g[s] * h[r]))
        + h[t + 1] * Sum((r, 1, t + 1), g[r]), ()),
    "the end of an integral": (d(Integral(exp(-(u**4)), (u, 0, x)), x), exp(-(x**4)),
                               ()),
    "inside an interval": (Piecewise((1, probability < 1), (0, True)), 1, ()),
    "GELU in exponentials": (
        d(x * (1 + tanh(GELU)) / 2, x),
        (1 + tanh(GELU)) / 2
        + 2 * x * exp(2 * GELU) / (1 + exp(2 * GELU)) ** 2 * d(GELU, x), ()),
    "mish": (
        tanh(log(1 + exp(x))), ((1 + exp(x)) ** 2 - 1) / ((1 + exp(x)) ** 2 + 1), ()),
    "thirty terms": (
        recurrence("m", 0, lambda m, n: x * m + 1)[30],
        recurrence("m", 0, lambda m, n: 1 + m * x)[30], ()),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_it_is_proved(name):
    left, right, where = TRUE[name]
    page = Derivation("natural", name, where).start(left).eq(right, "true")
    assert page.steps[-1].badge == "proved"


def test_the_end_of_an_integral_may_be_defined():
    page = Derivation("leibniz", "an end that depends on x")
    end = page.let("c", (), x**2)
    page.start(d(Integral(u, (u, 0, end)), x)).eq(2 * x**3, "chain rule")


signs = [var(f"v{n}") for n in range(9)]
deep = recurrence("m", x, lambda m, n: m * (1 - m))
LIMITS = {
    "cases": (sum(Max(v, 0) for v in signs), -sum(Min(-v, 0) for v in signs)),
    "degree 44716": (
        tanh(x + Rational(44715, 10**6) * x**3),
        tanh(x + Rational(44715, 10**6) * x**3 * (1 + Rational(1, 10**25))),
    ),
    "doubling": (deep[30], recurrence("m", x, lambda m, n: m - m * m)[30]),
}


@pytest.mark.parametrize("name", LIMITS)
def test_what_would_not_end_is_refused_by_size_not_by_a_clock(name):
    left, right = LIMITS[name]
    page = Derivation("limit", name).start(left)
    with pytest.raises(Unproved, match=r"too many|different units"):
        page.eq(right, "true")


def test_a_sum_in_which_all_indices_look_alike():
    """Ten vertices of one degree: naive canonical names would try 10! orders."""
    edges = [(p, (p + q) % 10) for p in range(10) for q in (1, 5)]
    nodes = index(" ".join(f"n{p}" for p in range(10)), K)
    graph = Sum(tuple(nodes), sp.Mul(*[B[nodes[p], nodes[q]] for p, q in edges]))
    assert NormalForm()(graph) == NormalForm()(graph.xreplace({nodes[0]: i}))


def test_a_limit_does_not_forbid_the_tested_badge():
    left, right = LIMITS["doubling"]
    page = Derivation("limit", "tested").start(left)
    assert page.eq(right, "true", expect="tested").steps[-1].badge == "tested"


def test_multiplying_out_is_bounded():
    with pytest.raises(Unproved, match="too many terms"):
        terms_of((x + y + 1) ** 200)
    with pytest.raises(Unproved, match="too many"):
        expect_few(10**6)
    assert len(terms_of((x + y) ** 40)) == 41
