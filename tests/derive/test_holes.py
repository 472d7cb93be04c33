"""False steps that an earlier engine proved, each smaller than the oracle can see."""

from contextlib import suppress

import pytest
import sympy as sp
from sympy import DiagMatrix, Integral, Product, Symbol, Trace

from gradbook.derive import (
    Abs,
    Derivation,
    DerivationError,
    Entry,
    Eq,
    MalformedStep,
    Max,
    Min,
    Ne,
    Piecewise,
    Rational,
    Sum,
    d,
    delta,
    dims,
    index,
    natural,
    recurrence,
    sign,
    tensor,
    var,
)
from gradbook.derive.context import Context, Definition
from gradbook.derive.errors import Unproved
from gradbook.derive.prover import Prover

K, n = dims("K n")
i, j, k = index("i j k", K)
z, w, y = tensor("z", K), tensor("w", K), tensor("y", K, low=0)
A, g, G = tensor("A", K, K), tensor("g", sp.oo), tensor("G", sp.oo, sp.oo)
x, v, q = var("x"), var("v"), tensor("q", K)
s, (r, u) = Symbol("s", real=True), sp.symbols("r u", integer=True)
t = natural("t")
tiny = Rational(1, 10**60)


def step(e):
    return Piecewise((1, e > 0), (0, True))


def running(rule, first=0, value=0):
    return recurrence("m", value, rule, first=first)


def known(symbol, indices, body):
    return Context({symbol.name: Definition(symbol, indices, body)}, ())


NOTHING = Context({}, ())
SQUARE = known(v, (), x**2)
FALSE = {
    "part of a range": (sp.Sum(z[i], (i, 1, Min(K, 5))), Sum(i, z[i]), NOTHING),
    "from 2 on": (sp.Sum(z[i], (i, 2, K)), Sum(i, z[i]), NOTHING),
    "a rule that uses a definition": (
        d(running(lambda m, n: v * m + 1)[t] * tiny + x, x), 1, SQUARE),
    "an end that is a definition": (d(Integral(s, (s, 0, v)), x), 0, SQUARE),
    "captured by a recurrence": (
        q[j], running(lambda m, n: m + Sum(j, w[j] * z[j]))[t],
        known(q, (i,), running(lambda m, n: m + Sum(j, w[j] * z[i]))[t])),
    "captured by a product": (
        q[j], Product(w[j] * z[j], (j, 1, K)),
        known(q, (i,), Product(w[k] * z[i], (k, 1, K)))),
    "captured by a nested sum": (
        Sum((r, 1, t), g[r] * Sum((u, 1, t), G[r, u])),
        Sum((r, 1, t), g[r] * Sum((u, 1, t), G[u, u])), NOTHING),
    "a nested sum alone": (
        Sum((r, 1, t), Sum((u, 1, t), G[r, u])),
        Sum((r, 1, t), Sum((u, 1, t), G[u, u])), NOTHING),
    "trace": (d(Trace(A.m), A[i, j]), 0, NOTHING),
    "a row as a diagonal": (
        Entry(DiagMatrix(z.m.T), i, j), delta(i, j) * z[1], NOTHING),
    "a sum that may be empty": (
        Sum((r, 1, t - 1), g[r]) + g[t], Sum((r, 1, t), g[r]), NOTHING),
    "a jump": (d(tiny * sign(x) ** 2 + x, x), 1, NOTHING),
    "a jump under a sum": (d(Sum(i, sign(z[i]) ** 2), z[j]), 0, NOTHING),
    "a third value on the kink": (
        d(Piecewise((0, x < 0), (0, x > 0), (5, True)), x), 0, NOTHING),
    "a value on the kink": (d(Piecewise((1, Eq(x, 0)), (0, True)), x), 0, NOTHING),
    "second slope": (d(d(Max(x, 0) ** 2, x), x), 2 * step(x), NOTHING),
    "kinks of a sum": (d(Sum(i, Max(z[i], 0)), z[j]), step(z[j]), NOTHING),
    "another entry is not 0": (
        d(Sum(i, Max(z[i], 0)), z[j]), step(z[j]), Context({}, (Ne(z[i], 1),))),
    "another array is not 0": (
        d(Sum(i, Max(z[i], 0)), z[j]), step(z[j]), Context({}, (Ne(w[i], 0),))),
    "size 1": (Piecewise((1, K > 1), (0, True)), 1, NOTHING),
    "a far integer": (Piecewise((0, Eq(t, 77)), (1, True)), 1, NOTHING),
    "0^0": (sp.Pow(0, t), 0, NOTHING),
    "rows, not columns": (
        Sum(i, A[i, j]), 1, Context({}, (Eq(Sum(j, A[i, j]), 1),))),
    "the diagonal is no row": (
        Sum(i, A[i, i]), 1, Context({}, (Eq(Sum(j, A[i, j]), 1),))),
    "a sum is 1, its slope is not 0": (
        d(Sum(i, y[i]), y[j]), 0, Context({}, (Eq(Sum(i, y[i]), 1),))),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_the_prover_refuses(name):
    left, right, context = FALSE[name]
    with suppress(MalformedStep, Unproved):
        assert not Prover(context).equal(sp.sympify(left), sp.sympify(right))


INDUCTIONS = {
    "a rule that mentions the position": (lambda m, k: m + k - t, t, 0),
    "a position known to be positive": (
        lambda m, k: m + Piecewise((1, Eq(k, 0)), (0, True)),
        Symbol("p", integer=True, positive=True), 0),
    "a claim with a bound name of the rule": (
        lambda m, k: Sum(i, m * w[i]), t, z[i]),
}  # fmt: skip


@pytest.mark.parametrize("name", INDUCTIONS)
def test_no_induction(name):
    rule, position, claim = INDUCTIONS[name]
    term = running(rule, value=claim)[position]
    assert not Prover(NOTHING).by_induction("=", sp.sympify(claim), term)


def test_a_term_is_not_differentiated_at_an_unknown_position():
    for e, by in [(g[1] + running(lambda m, k: x * m + 1)[t], x),
                  (running(lambda m, k: m + Sum(i, z[i]))[t], z[j])]:  # fmt: skip
        with pytest.raises(MalformedStep, match="unknown position"):
            Prover(NOTHING).equal(d(e, by), sp.S.Zero)
    assert Prover(NOTHING).equal(d(running(lambda m, k: x * m + 1)[2], x), sp.S.One)


def test_ranges_that_are_not_an_index_s_own():
    with pytest.raises(MalformedStep, match="i runs over 1, "):
        Sum((i, 2, K), z[i])
    with pytest.raises(MalformedStep, match="i runs over 1, "):
        Prover(Context({}, (Eq(sp.Sum(y[i], (i, 2, K)), 1),)))


def test_an_integration_variable_is_not_captured():
    page = Derivation("capture", "integral")
    scalar = var("s")
    inner = page.let("c", (), scalar)
    with pytest.raises(MalformedStep, match="s is free in a definition"):
        page.start(Integral(inner, (scalar, 0, 1)))


def test_contradictory_hypotheses_prove_nothing():
    page = Derivation("contradiction", "two sums",
                      where=[Eq(Sum(i, y[i]), 1), Eq(Sum(i, y[i]), 2)])  # fmt: skip
    with pytest.raises(DerivationError):
        page.start(x).eq(x + tiny, "ex falso")


def test_kinks_elsewhere_than_at_zero():
    for f in (Abs(x**2 - 2), Max(x, 3), Max(Abs(x), 1), Abs(Abs(x) - 1)):
        with pytest.raises(DerivationError):
            Derivation("kink", "slope").start(d(f, x)).eq(
                f.diff(x).rewrite(Piecewise), "as SymPy says"
            )
