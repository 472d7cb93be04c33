"""Thirty hand-made mistakes before both judges: the step proved, the mistake false."""

from contextlib import suppress

import pytest

from gradbook.derive import (
    Abs,
    Derivation,
    FalseStep,
    Rational,
    Sum,
    Unproved,
    d,
    dims,
    exp,
    index,
    sign,
    tensor,
    var,
)
from gradbook.derive.context import Context, Definition
from gradbook.derive.judge import judge
from gradbook.derive.oracle import test as holds
from gradbook.derive.prover import Prover

from .test_oracle_mistakes import MISTAKES

N, M = dims("N M")
a, b, (c, e, f) = index("a", N), index("b", N), index("c e f", M)
S, R, P = tensor("S", N, M), tensor("R", N, M), tensor("P", N, M)
ROWS = Context({"P": Definition(P, (a, c), exp(S[a, c]) / Sum(e, exp(S[a, e])))}, ())
ALL = MISTAKES | {
    "attention: columns": (
        ROWS, d(Sum((a, c), R[a, c] * P[a, c]), S[b, f]),
        P[b, f] * (R[b, f] - Sum(e, P[b, e] * R[b, e])),
        P[b, f] * (R[b, f] - Sum(a, P[a, f] * R[a, f])),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ALL)
def test_the_step_is_proved_and_the_mistake_is_false(name):
    context, left, right, wrong = ALL[name]
    badge, points = judge(left, "=", right, context)
    assert badge == "proved"
    assert points >= 12
    with pytest.raises(FalseStep):
        judge(left, "=", wrong, context)


@pytest.mark.parametrize("name", ALL)
def test_the_prover_alone_does_not_accept_the_mistake(name):
    context, left, _, wrong = ALL[name]
    with suppress(Unproved):
        assert not Prover(context).equal(left, wrong)


def test_each_judge_sees_what_the_other_cannot():
    """The reason for two judges: either alone was fooled."""
    x, n, nothing = var("x"), dims("n"), Context({}, ())
    i = index("i", n)
    total = Sum(i, tensor("x", n)[i])
    for left, right in [
        (x, x * (1 + Rational(1, 10**25))),
        (total, total + (n - 2) * (n - 3) * (n - 4)),
    ]:
        assert holds(left, "=", right, nothing) >= 12
        assert not Prover(nothing).equal(left, right)
        with pytest.raises(Unproved):
            Derivation("only", "by the prover").start(left).eq(right, "no")
    with pytest.raises(FalseStep, match="-1 from below and 1 from above"):
        Derivation("only", "by the oracle").start(d(Abs(x), x)).eq(sign(x), "no")
