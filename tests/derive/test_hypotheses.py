"""Hypotheses, inequalities and induction on a page; what a page costs."""

import time

import pytest
from sympy import Integer, Lt

from gradbook.derive import (
    Abs,
    Derivation,
    DerivationError,
    Eq,
    FalseStep,
    MalformedStep,
    Max,
    Ne,
    Piecewise,
    Rational,
    Sum,
    Unproved,
    d,
    dims,
    index,
    natural,
    recurrence,
    sign,
    tensor,
    var,
)

from .gallery import CASES

K, n = dims("K n")
(i, j), a = index("i j", K), index("a", n)
z, y, Q = tensor("z", K), tensor("y", K, low=0), tensor("Q", n, K, low=0)
x, t, beta = var("x"), natural("t"), var("beta", 0, 1)


def page(*where):
    return Derivation("page", "one step", where)


def test_both_judges_use_a_sum():
    line = y[j] * Sum(i, y[i])
    with pytest.raises(FalseStep):
        page().start(line).eq(y[j], "only if they sum to 1")
    made = page(Eq(Sum(i, y[i]), 1)).start(line).eq(y[j], "they sum to 1")
    assert made.steps[-1].badge == "proved"
    rows = page(Eq(Sum(i, Q[a, i]), 1)).start(Sum((a, i), Q[a, i]))
    assert rows.eq(n, "n rows").steps[-1].badge == "proved"
    with pytest.raises(FalseStep):
        page(Eq(Sum(i, Q[a, i]), 1)).start(Sum(a, Q[a, j])).eq(1, "columns do not")


def test_a_sum_is_not_used_before_the_derivative():
    known = Eq(Sum(i, y[i]), 1)
    made = page(known).start(d(Sum(i, y[i]), y[j]))
    with pytest.raises(FalseStep):
        made.eq(0, "the constraint is not differentiated")
    assert made.eq(1, "one term").steps[-1].badge == "proved"


def test_both_judges_use_what_is_not_equal():
    slope = d(Abs(x), x)
    with pytest.raises(FalseStep, match="not differentiable"):
        page().start(slope).eq(sign(x), "a corner")
    with pytest.raises(FalseStep, match="not differentiable"):
        page(Ne(x, 1)).start(slope).eq(sign(x), "a corner elsewhere")
    assert page(Ne(x, 0)).start(slope).eq(sign(x), "away from it").steps
    steps = Piecewise((1, z[j] > 0), (0, True))
    relu = page(Ne(z[i], 0)).start(d(Sum(i, Max(z[i], 0)), z[j]))
    assert relu.eq(steps, "no entry is 0").steps[-1].badge == "proved"


@pytest.mark.parametrize(
    "where", [Lt(x, 1), Eq(x**2, 1), Eq(Sum(i, y[i]), x), Eq(Sum(i, y[i] ** 2), 1)]
)
def test_hypotheses_the_prover_cannot_use_are_refused(where):
    with pytest.raises(MalformedStep, match="where: expected"):
        page(where).start(x).eq(x + 0 * y[j], "with it")


@pytest.mark.parametrize(
    "where",
    [
        (Eq(Sum(i, y[i]), 1), Eq(Sum(i, y[i]), 2)),
        (Eq(Sum(i, y[i]), -1),),
        (Ne(x, x),),
    ],
)
def test_hypotheses_that_hold_nowhere_prove_nothing(where):
    with pytest.raises(DerivationError):
        page(*where).start(x).eq(x + Rational(1, 10**50), "from a contradiction")


def test_certificates():
    made = page().start(x * (1 - x))
    for wrong in (x**2, (x - 1) ** 2, -((x - Rational(1, 2)) ** 2), Integer(0)):
        with pytest.raises(Unproved):
            made.le(Rational(1, 4), "a square", cert=wrong)
    made.le(Rational(1, 4), "a square", cert=(x - Rational(1, 2)) ** 2)
    made = page().start(x - x**2)
    tiny = Rational(1, 10**40)
    with pytest.raises(Unproved):
        made.le(x, "nearly the gap", cert=x**2 + tiny * (1 + x**2))
    made.le(x, "a square")
    with pytest.raises(FalseStep):
        page().start(Sum(i, z[i] ** 2)).le(Sum(i, z[i]) ** 2, "the wrong way round")
    cert = Sum((i, j), (z[i] - z[j]) ** 2) / 2
    made = page().start(Sum(i, z[i]) ** 2)
    made.le(K * Sum(i, z[i] ** 2), "Cauchy and Schwarz", cert=cert)


def test_induction_needs_a_base_and_a_step():
    m = recurrence("m", 0, lambda m, n: beta * m + (1 - beta) * x)
    for claim in ((1 - beta ** (t + 1)) * x, (1 - beta**t) * x + 1, x, 0):
        with pytest.raises(FalseStep):
            page().start(m[t]).induct(claim, "not so")
    tiny = Rational(1, 10**40)
    for claim in ((1 - beta**t) * x + tiny, (1 - beta**t) * x * (1 + tiny)):
        with pytest.raises(Unproved):
            page().start(m[t]).induct(claim, "nearly")
    assert page().start(m[t]).induct((1 - beta**t) * x, "by induction on t").steps
    with pytest.raises(MalformedStep, match="still contains the sequence"):
        page().start(m[t]).induct(beta * m[t], "itself")
    with pytest.raises(MalformedStep, match="expected an integer symbol"):
        page().start(m[3]).induct(x, "at one position")


def test_an_induction_for_at_most():
    falls = recurrence("r", 1, lambda r, n: 1 - r)
    with pytest.raises((FalseStep, Unproved)):
        page().start(falls[t]).induct(Rational(1, 2), "turns over", relation="<=")
    grows = recurrence("r", 0, lambda r, n: r / 2 + 1)
    assert page().start(grows[t]).induct(2, "half and one", relation="<=").steps


def test_what_the_sigmoid_s_page_costs():
    start = time.process_time()
    CASES["sigmoid"]()
    print(f"\nthe sigmoid's page took {time.process_time() - start:.2f} s")
