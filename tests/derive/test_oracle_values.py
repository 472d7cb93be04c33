"""The oracle's values, against closed forms and hand computation."""

import mpmath
import pytest
import sympy as sp
from sympy import Integral, Lambda, Product, Symbol, Trace

from gradbook.derive.context import Context, Definition
from gradbook.derive.errors import FalseStep, MalformedStep
from gradbook.derive.language import (
    Abs,
    Entry,
    Identity,
    Max,
    Min,
    Ones,
    Piecewise,
    Rational,
    Sum,
    cos,
    d,
    delta,
    dims,
    elementwise,
    erf,
    exp,
    hadamard,
    index,
    log,
    pi,
    recurrence,
    sign,
    sin,
    sqrt,
    tanh,
    tensor,
    var,
)  # fmt: skip
from gradbook.derive.oracle import evaluate
from gradbook.derive.oracle import test as holds

NOTHING = Context({}, ())
x, y = var("x"), var("y")
K, n = dims("K n")
i, j, k = index("i j k", K)
z, w = tensor("z", K), tensor("w", K)
A, B = tensor("A", K, K), tensor("B", K, K)
KNOWN = {K: 2, z: [3, -1], w: [5, 7], A: [[1, 2], [3, 4]], B: [[0, 1], [1, 5]],
         x: 0.5, y: 3}  # fmt: skip


def value(e, indices=None):
    return float(evaluate(e, NOTHING, values=KNOWN, indices=indices))


@pytest.mark.parametrize(
    ("e", "expected"),
    [
        (exp(x) + y**2 - 1 / y, float(mpmath.exp(0.5)) + 9 - 1 / 3),
        (sqrt(y) * log(y) + pi, float(mpmath.sqrt(3) * mpmath.log(3) + mpmath.pi)),
        (tanh(x) + sin(x) * cos(x), float(mpmath.tanh(0.5) + mpmath.sin(1) / 2)),
        (erf(x) + sp.cosh(x), float(mpmath.erf(0.5) + mpmath.cosh(0.5))),
        (Abs(x - y) + sign(x - y), 1.5),
        (Max(x, y, 1) - Min(x, y, 1), 2.5),
        (y ** Rational(1, 3), 3 ** (1 / 3)),
        (sp.Float("0.25") * sp.E**2, 0.25 * float(mpmath.e) ** 2),
        (Piecewise((1, sp.And(x > 0, x < 1)), (2, True)), 1),
        (Piecewise((1, sp.Or(x < 0, x > 1)), (2, True)), 2),
        (Piecewise((1, sp.Not(sp.Eq(x, y))), (2, True)), 1),
        (Sum(k, z[k]) ** 2, 4),
        (Sum((i, k), A[i, k] * delta(i, k)), 5),
        (Sum(i, z[i] * Sum(i, w[i])), 24),
        (Sum((Symbol("s", integer=True), 1, K + 1), Symbol("s", integer=True)), 6),
        (Product(z[i], (i, 1, K)), -3),
        (sp.KroneckerDelta(K, 2), 1),
    ],
)
def test_values_of_scalar_expressions(e, expected):
    assert value(e) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    ("matrix", "rows"),
    [
        (A.m, [[1, 2], [3, 4]]),
        (A.m.T, [[1, 3], [2, 4]]),
        (A.m + 2 * B.m, [[1, 4], [5, 14]]),
        (A.m * B.m, [[2, 11], [4, 23]]),
        (x * A.m.T * B.m * A.m, [[25.5, 35], [35, 48]]),
        (A.m**3, [[37, 54], [81, 118]]),
        (hadamard(A.m, B.m), [[0, 2], [3, 20]]),
        (A.m.applyfunc(Lambda(Symbol("u"), Symbol("u") ** 2)), [[1, 4], [9, 16]]),
        (Identity(K) + Ones(K, K) + sp.ZeroMatrix(K, K), [[2, 1], [1, 2]]),
        (sp.DiagMatrix(z.m) * A.m, [[3, 6], [-3, -4]]),
        (z.m * w.m.T, [[15, 21], [-5, -7]]),
    ],
)
def test_every_matrix_form_against_hand_computation(matrix, rows):
    found = [[value(Entry(matrix, i, j), indices={i: r, j: c}) for c in (1, 2)]
             for r in (1, 2)]  # fmt: skip
    assert found == rows


def test_a_vector_is_a_column_and_a_trace_is_a_sum():
    assert value(Entry(A.m * z.m, i), indices={i: 2}) == 5
    assert value(Trace(A.m * B.m)) == 25


@pytest.mark.parametrize(
    ("f", "slope"),
    [
        (x**5, 5 * x**4),
        (exp(-x * x), -2 * x * exp(-x * x)),
        (x * (1 + erf(x / sqrt(2))) / 2,
         (1 + erf(x / sqrt(2))) / 2 + x * exp(-x * x / 2) / sqrt(2 * pi)),
        (d(sin(2 * x), x), -4 * sin(2 * x)),
        (d(d(exp(2 * x), x), x), 8 * exp(2 * x)),
        (d(x**2 * y**3, y), 6 * x * y**2),
    ],
)  # fmt: skip
def test_differences_agree_with_known_derivatives(f, slope):
    assert holds(d(f, x), "=", slope, NOTHING) == 12
    with pytest.raises(FalseStep):
        holds(d(f, x), "=", slope * (1 + Rational(1, 10**18)), NOTHING)


def test_an_arbitrary_function_has_exact_derivatives_of_any_order():
    phi, dphi = elementwise("phi")
    third = dphi(x).fdiff().func(x).fdiff()
    assert holds(d(phi(x**2), x), "=", 2 * x * dphi(x**2), NOTHING) == 12
    assert holds(d(d(d(phi(x), x), x), x), "=", third, NOTHING) == 12
    with pytest.raises(FalseStep, match=r"phi\(x\)"):
        holds(d(phi(x), x), "=", phi(x), NOTHING)


def test_a_derivative_by_a_defined_quantity_does_not_look_into_it():
    h, r = tensor("h", K), tensor("r", K)
    context = Context(
        {"h": Definition(h, (i,), z[i] ** 2), "r": Definition(r, (i,), h[i] * z[i])},
        (),
    )
    assert holds(d(Sum(i, r[i]), h[j]), "=", z[j], context) > 20
    assert holds(d(Sum(i, r[i]), z[j]), "=", 3 * z[j] ** 2, context) > 20
    assert holds(d(h[i], h[j]), "=", delta(i, j), context) > 20


def test_the_bound_index_of_a_sum_is_not_the_free_one():
    assert holds(d(Sum(i, w[i] * z[i]), z[i]), "=", w[i], NOTHING) > 20


def test_a_recurrence_is_run_from_its_first_term():
    beta, t = var("beta", 0, 1), var("t", 0, integer=True)
    m = recurrence("m", 0, lambda m, n: beta * m + (1 - beta) * y)
    assert holds(m[t], "=", (1 - beta**t) * y, NOTHING) == 12
    assert holds(d(m[t], y), "=", 1 - beta**t, NOTHING) == 12
    with pytest.raises(FalseStep):
        holds(m[t], "=", (1 - beta ** (t + 1)) * y, NOTHING)
    r = recurrence("r", x, lambda r, n: Max(r, 0) + 1)
    with pytest.raises(FalseStep, match="not differentiable"):
        holds(d(r[t], x), "=", Piecewise((1, x > 0), (0, True)), NOTHING)


def test_integrals_are_tested_at_few_points():
    t, s = Symbol("t", real=True), var("sigma", 0)
    bell = exp(-(t**2) / (2 * s**2)) / (s * sqrt(2 * pi))
    half = Integral(Max(0, t) ** 2 * bell, (t, -sp.oo, sp.oo))
    assert holds(half, "=", s**2 / 2, NOTHING) == 2
    with pytest.raises(FalseStep):
        holds(half, "=", s**2 / 3, NOTHING)


@pytest.mark.parametrize(
    ("e", "words"),
    [
        (sp.Heaviside(x), "its value at 0 is a choice"),
        (sp.Derivative(x**2, x), "cannot evaluate Derivative"),
        (Entry(sp.Inverse(A.m), i, j), "cannot evaluate Inverse|exponent"),
        (sp.I * x, "cannot evaluate ImaginaryUnit"),
        (Symbol("q") * x, "expected a real symbol"),
        (x + var("x", nonzero=True), "two different names"),
        (d(x * K, K), "by the integer K"),
    ],
)
def test_what_cannot_be_evaluated_is_refused_by_name(e, words):
    with pytest.raises(MalformedStep, match=words):
        holds(e, "=", e, NOTHING)


def test_a_definition_must_not_capture_a_bound_index_or_itself():
    c = var("c")
    with pytest.raises(MalformedStep, match="which is bound where it is used"):
        holds(Sum(i, c), "=", K * c, Context({"c": Definition(c, (), z[i])}, ()))
    with pytest.raises(MalformedStep, match="defined by itself"):
        holds(c, "=", c, Context({"c": Definition(c, (), c + 1)}, ()))


def test_the_global_precision_is_left_alone():
    before = mpmath.mp.dps
    holds(d(exp(x), x), "=", exp(x), NOTHING)
    assert mpmath.mp.dps == before
