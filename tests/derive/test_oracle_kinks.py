"""Kinks, domains and hypotheses: where a step holds almost everywhere and is false."""

import pytest
from sympy import Lambda, Lt, Symbol

from gradbook.derive.context import Context, Definition
from gradbook.derive.errors import FalseStep, MalformedStep
from gradbook.derive.language import (
    Abs,
    Entry,
    Eq,
    Max,
    Min,
    Ne,
    Piecewise,
    Sum,
    d,
    delta,
    dims,
    exp,
    index,
    log,
    sign,
    sqrt,
    tanh,
    tensor,
    var,
)  # fmt: skip
from gradbook.derive.oracle import counterexample
from gradbook.derive.oracle import test as holds

NOTHING = Context({}, ())
x, y = var("x"), var("y")
away = var("x", nonzero=True)
positive = var("x", 0)
K, n, N, T = dims("K n N T")
i, j, k = index("i j k", K)
z, w, p = tensor("z", K), tensor("w", K), tensor("p", K)
SOFTMAX = {"p": Definition(p, (i,), exp(z[i]) / Sum(k, exp(z[k])))}
LOSS = -Sum(i, w[i] * log(p[i]))


def relu(t):
    return Piecewise((t, t > 0), (0, True))


def step(t):
    return Piecewise((1, t > 0), (0, True))


def elu(alpha):
    return Piecewise((x, x > 0), (alpha * (exp(x) - 1), True))


def where(*hypotheses, **definitions):
    return Context(definitions, hypotheses)


HOLD = [
    (d(elu(1), x), Piecewise((1, x > 0), (exp(x), True)), NOTHING),
    (d(relu(away), away), step(away), NOTHING),
    (d(relu(positive), positive), 1, NOTHING),
    (d(relu(x), x), step(x), where(Ne(x, 0))),
    (d(Max(x, y), x), step(x - y), where(Ne(x, y))),
    (d(relu(x) ** 2, x), 2 * relu(x), NOTHING),
    (d(d(Max(x, 0) ** 3, x), x), 6 * Max(x, 0), NOTHING),
    (d(Abs(away), away), sign(away), NOTHING),
    (Piecewise((x, x > 0), (0, True)), Piecewise((x, x >= 0), (0, True)), NOTHING),
    (step(x - y), Piecewise((1, x >= y), (0, True)), where(Ne(x, y))),
    (Min(Max(x, -1), 1), Piecewise((-1, x < -1), (1, x > 1), (x, True)), NOTHING),
    (d(Sum(i, Max(z[i], 0)), z[j]), step(z[j]), where(Ne(z[i], 0))),
    (sqrt(positive**2), positive, NOTHING),
]
FAIL = [
    (d(elu(2), x), Piecewise((1, x > 0), (2 * exp(x), True)), NOTHING, "x = 0 "),
    (d(relu(x), x), step(x), NOTHING, "is not differentiable in x: at x = 0 its slope "
     "is 0 from below and 1 from above"),
    (d(relu(x), x), step(x), where(Ne(x, 1)), "not differentiable"),
    (d(relu(x - 1), x), step(x - 1), NOTHING, "at x = 1 "),
    (d(relu(2 * x - 50), x), 2 * step(x - 25), NOTHING, "at x = 25 "),
    (d(Max(x, y), x), step(x - y), NOTHING, "slope is 0 from below and 1 from above"),
    (d(Abs(x), x), sign(x), NOTHING, "-1 from below and 1 from above"),
    (step(x), Piecewise((1, x >= 0), (0, True)), NOTHING, "at x = 0 the left"),
    (step(x**2 - 2), Piecewise((1, x**2 >= 2), (0, True)), NOTHING, "x = -?1.414"),
    (step(3 * x * y - 1), Piecewise((1, 3 * x * y >= 1), (0, True)), NOTHING, "y = "),
    (sign(x) ** 2, 1, NOTHING, "at x = 0 "),
    (d(d(Max(x, 0) ** 2, x), x), 2 * step(x), NOTHING, "not differentiable"),
    (relu(x - 50), 0, NOTHING, "at x = 50.1"),
    (relu(away - 50), 0, NOTHING, "at x = 50.1"),
    (d(Sum(i, Max(z[i], 0)), z[j]), step(z[j]), NOTHING, "not differentiable"),
    (log(x**2), 2 * log(x), NOTHING, "the right side not a real number"),
    (sqrt(x**2), x, NOTHING, "at x = -"),
    (1 / delta(i, j), 1, NOTHING, "the left side is not a real number"),
    (d(LOSS, z[j]), p[j] - w[j], where(**SOFTMAX), "K = 2"),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "context"), HOLD)
def test_true_at_kinks_too(left, right, context):
    assert holds(left, "=", right, context) >= 12


@pytest.mark.parametrize(("left", "right", "context", "words"), FAIL)
def test_false_on_a_kink_or_off_the_domain(left, right, context, words):
    with pytest.raises(FalseStep, match=words):
        holds(left, "=", right, context)


def test_a_kink_inside_a_matrix_function_is_found():
    u = Symbol("u", real=True)
    layer = Entry(z.m.applyfunc(Lambda(u, Max(u, 0))), i)
    with pytest.raises(FalseStep, match="not differentiable"):
        holds(d(layer, z[j]), "=", delta(i, j) * step(z[i]), NOTHING)
    context = where(Ne(z[i], 0))
    assert holds(d(layer, z[j]), "=", delta(i, j) * step(z[i]), context) > 12


def test_a_kink_behind_definitions_is_reached_by_moving_a_weight():
    h = tensor("h", K)
    defined = {"h": Definition(h, (i,), Sum(k, z[k]) * w[i])}
    left = d(Sum(i, Max(h[i], 0)), w[j])
    right = Sum(k, z[k]) * step(h[j])
    assert "not differentiable" in counterexample(left, "=", right, where(**defined))
    assert holds(left, "=", right, where(Ne(h[i], 0), **defined)) > 12


def test_a_hypothesis_of_equality_is_solved():
    total = Eq(Sum(i, w[i]), 1)
    assert holds(d(LOSS, z[j]), "=", p[j] - w[j], where(total, **SOFTMAX)) > 12


def test_entries_confined_to_an_interval_are_rescaled_for_every_row():
    a = index("a", n)
    Q = tensor("Q", n, K, low=0, high=1)
    rows = where(Eq(Sum(i, Q[a, i]), 1))
    assert holds(Sum((a, i), Q[a, i]), "=", n, rows) == 12
    assert holds(Q[a, i], "<=", 1, rows) > 12
    with pytest.raises(FalseStep):
        holds(Sum(a, Q[a, j]), "=", 1, rows)


def test_sizes_may_be_tied_by_a_hypothesis():
    t, q = index("t", T), index("q", n)
    line, kernel = tensor("x", N), tensor("w", n)
    left = Sum((t, q), line[t + q - 1] * kernel[q])
    right = Sum((q, t), line[t + q - 1] * kernel[q])
    assert holds(left, "=", right, where(Eq(N, T + n - 1))) == 12
    with pytest.raises(FalseStep, match=r"x: position \d is not on an axis"):
        holds(left, "=", right, NOTHING)


@pytest.mark.parametrize(
    ("hypothesis", "words"),
    [
        (Lt(x, 1), "expected Ne"),
        (Eq(x**2 + y**2, -1), "nowhere|could not find"),
        (Eq(tanh(x), 2), "could not find a point"),
    ],
)  # fmt: skip
def test_hypotheses_that_cannot_be_met_are_refused(hypothesis, words):
    with pytest.raises(MalformedStep, match=words):
        holds(x, "=", x, where(hypothesis))


def test_inequalities():
    assert holds(x * y, "<=", (x**2 + y**2) / 2, NOTHING) == 12
    assert holds(tanh(x), "<=", 1, NOTHING) == 12
    message = counterexample(x * y, "<=", (x**2 + y**2) / 3, NOTHING)
    assert " is not at most " in message
    with pytest.raises(MalformedStep, match="expected = or <="):
        holds(x, "<", y, NOTHING)


def test_nowhere_admissible():
    with pytest.raises(FalseStep, match="could not be evaluated at any admissible"):
        holds(log(-1 - x**2), "=", log(-1 - x**2), NOTHING)
