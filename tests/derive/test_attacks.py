"""Steps chosen to deceive: every false one is refused, every true one is proved."""

import pytest

from gradbook.derive import (
    Abs,
    Derivation,
    DerivationError,
    Entry,
    FalseStep,
    MalformedStep,
    Max,
    Min,
    Piecewise,
    Rational,
    Sum,
    Unproved,
    cos,
    d,
    delta,
    dims,
    exp,
    index,
    log,
    sign,
    sin,
    sqrt,
    tanh,
    tensor,
    var,
)

n, K = dims("n K")
(i, j, k, l), (a, b) = index("i j k l", K), index("a b", n)
z, y, X, M = tensor("z", K), tensor("y", K), tensor("X", n, K), tensor("M", K, K)
x, positive, away = var("x"), var("x", 0), var("x", nonzero=True)
c = Rational(44715, 10**6)

TRUE = {
    "sqrt(x^2), x > 0": (sqrt(positive**2), positive),
    "equal where they meet": (Piecewise((x, x > 0), (0, True)),
                              Piecewise((x, x >= 0), (0, True))),
    "|x|' away from 0": (d(Abs(away), away), sign(away)),
    "one index twice": (Sum(i, z[i] * Sum(i, y[i])), Sum(i, z[i]) * Sum(j, y[j])),
    "by the bound index": (d(Sum(i, y[i] * z[i]), z[i]), y[i]),
    "renamed": (Sum(i, z[i]), Sum(j, z[j])),
    "swapped sums": (Sum((a, i), X[a, i] * z[i]), Sum(i, z[i] * Sum(a, X[a, i]))),
    "sum of 1": (Sum(i, 1), K),
    "sum of delta": (Sum((i, j), delta(i, j)), K),
    "delta carries": (delta(i, j) * z[i], delta(i, j) * z[j]),
    "delta squared": (delta(i, j) ** 2, delta(i, j)),
    "delta in an exponent": (exp(delta(i, j) * z[i]),
                             1 + delta(i, j) * (exp(z[i]) - 1)),
    "one graph": (Sum((a, i, b, j), X[a, i] * X[b, i] * X[b, j] * X[a, j]),
                  Sum((b, j, a, i), X[b, j] * X[a, j] * X[a, i] * X[b, i])),
    "matrix product": (Entry(M.m * M.m * M.m, i, j),
                       Sum((k, l), M[i, k] * M[k, l] * M[l, j])),
    "trigonometry": (sin(x) ** 2 + cos(x) ** 2, 1),
    "max and min": (Max(x, 0) + Min(x, 0), x),
}  # fmt: skip
FALSE = {
    "log x^2": (log(x**2), 2 * log(x)),
    "sqrt(x^2)": (sqrt(x**2), x),
    "one part in 10^25": (x, x * (1 + Rational(1, 10**25))),
    "a constant's last digit": (tanh(x + c * x**3),
                                tanh(x + (c + Rational(1, 10**6)) * x**3)),
    "for n > 4": (Sum(a, X[a, i]), Sum(a, X[a, i]) + (n - 2) * (n - 3) * (n - 4)),
    "at 0 alone": (Piecewise((1, x > 0), (0, True)), Piecewise((1, x >= 0), (0, True))),
    "|x|'": (d(Abs(x), x), sign(x)),
    "SymPy's captured index": (d(Sum(i, y[i] * z[i]), z[i]), Sum(i, y[i])),
    "SymPy's matrix calculus": (d(log(Sum(k, exp(z[k]))), z[j]), 0),
    "square of a sum": (Sum(i, z[i]) ** 2, Sum(i, z[i] ** 2)),
    "another graph": (Sum((a, i, b, j), X[a, i] * X[b, i] * X[b, j] * X[a, j]),
                      Sum((a, b, i, j), X[a, i] ** 2 * X[b, j] ** 2)),
    "normal matrices": (Entry(M.m.T * M.m, i, j), Entry(M.m * M.m.T, i, j)),
    "log of a sum": (log(Sum(k, exp(z[k]))), Sum(k, z[k])),
    "shift by class": (exp(z[i] + y[i]) / Sum(k, exp(z[k] + y[k])),
                       exp(z[i]) / Sum(k, exp(z[k]))),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_true_steps_are_proved(name):
    left, right = TRUE[name]
    page = Derivation("attack", name).start(left).eq(right, "true")
    assert page.steps[-1].badge == "proved"


@pytest.mark.parametrize("name", FALSE)
def test_false_steps_are_refused(name):
    left, right = FALSE[name]
    page = Derivation("attack", name).start(left)
    with pytest.raises((FalseStep, Unproved)):
        page.eq(right, "false")


def test_the_prover_is_incomplete_and_says_so():
    """A sum is not linear algebra in its body: true, and not found."""
    page = Derivation("rational", "a rational body")
    page.start(Sum(i, z[i] ** 2 / (1 + z[i] ** 2)))
    right = K - Sum(i, 1 / (1 + z[i] ** 2))
    with pytest.raises(Unproved):
        page.eq(right, "true")
    assert page.eq(right, "true", expect="tested").steps[-1].badge == "tested"


def test_a_parameter_is_not_captured():
    page = Derivation("capture", "a definition with a parameter")
    q = page.let("q", (), z[i])
    with pytest.raises(MalformedStep, match="i is free in a definition"):
        page.start(Sum(i, q))
    with pytest.raises(DerivationError):
        page.start(q).eq(Sum(i, q) / K, "capture")
