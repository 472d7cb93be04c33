"""Dual numbers against known slopes, against differences, and what they refuse."""

import numpy as np
import pytest

from gradbook.check import central_difference, complex_step, dual_gradient, pushforward
from gradbook.check.dual import RULES
from gradbook.shapes import DtypeError, ShapeError

FUNCTIONS = {
    np.negative: lambda x: -x,
    np.add: lambda x: (1.5 + x) + (x + x),
    np.subtract: lambda x: (2.0 - x * x) - (x - 1.0),
    np.multiply: lambda x: 3.0 * x * x,
    np.true_divide: lambda x: 1 / x - x / (x + 2.0),
    np.power: lambda x: x**3 + 2.0**x + x**x,
    np.exp: np.exp,
    np.log: np.log,
    np.sin: np.sin,
    np.cos: np.cos,
    np.tanh: np.tanh,
    np.sqrt: np.sqrt,
}


def test_every_rule_is_tried():
    assert set(FUNCTIONS) == set(RULES)


@pytest.mark.parametrize("ufunc", RULES, ids=lambda u: u.__name__)
def test_each_rule_against_two_other_ways(ufunc, rng):
    x = rng.uniform(0.5, 2.0, (2, 3))
    weights = rng.standard_normal((2, 3))

    def f(v):
        return (weights * FUNCTIONS[ufunc](v)).sum()

    dx = dual_gradient(f, x)
    assert dx.shape == x.shape
    assert dx.dtype == np.float64
    np.testing.assert_allclose(dx, complex_step(f, x), rtol=1e-14, atol=1e-15)
    np.testing.assert_allclose(dx, central_difference(f, x), rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("ufunc", RULES, ids=lambda u: u.__name__)
def test_a_wrong_rule_is_seen(ufunc, rng, monkeypatch):
    x = rng.uniform(0.5, 2.0, 4)
    wrong = tuple(lambda *a, s=s: 1.01 * s(*a) for s in RULES[ufunc])
    monkeypatch.setitem(RULES, ufunc, wrong)
    dx = dual_gradient(lambda v: FUNCTIONS[ufunc](v).sum(), x)
    right = complex_step(lambda v: FUNCTIONS[ufunc](v).sum(), x)
    assert np.abs(dx / right - 1).max() > 1e-3


def test_a_power_of_a_negative_number_needs_no_logarithm():
    dx = dual_gradient(lambda v: (v**3).sum(), np.array([-2.0, 0.0]))
    np.testing.assert_array_equal(dx, [12.0, 0.0])


def test_softmax_by_rows(rng):
    x, x_dot = rng.standard_normal((2, 3, 4))

    def softmax(v):
        e = np.exp(v)
        return e / e.sum(axis=1, keepdims=True)

    y, y_dot = pushforward(softmax, x, x_dot)
    np.testing.assert_array_equal(y, softmax(x))
    wanted = y * (x_dot - (y * x_dot).sum(axis=1, keepdims=True))
    np.testing.assert_allclose(y_dot, wanted, rtol=1e-13, atol=1e-15)


def test_broadcasting_reaches_the_slope():
    y, y_dot = pushforward(lambda v: v + np.zeros((3, 2)), np.ones(2), np.ones(2))
    assert y.shape == y_dot.shape == (3, 2)


@pytest.mark.parametrize("f", [np.abs, np.sign, np.floor, lambda v: np.maximum(v, 0)])
def test_an_operation_without_a_rule_is_refused(f):
    with pytest.raises(DtypeError, match=r"^\w+: expected a rule for its slope$"):
        dual_gradient(lambda v: f(v).sum(), np.ones(2))


def test_a_comparison_is_refused():
    with pytest.raises(DtypeError, match=r"^greater: expected a rule"):
        pushforward(lambda v: v > 0, np.ones(2), np.ones(2))


def test_a_result_that_forgot_x_is_refused():
    with pytest.raises(DtypeError, match=r"^f\(x\): expected a dual number, got float"):
        dual_gradient(lambda v: 1.0, np.ones(2))


def test_shapes_and_dtypes_are_named():
    with pytest.raises(ShapeError, match=r"^x_dot: expected .* = \(2,\), got \(3,\)"):
        pushforward(np.exp, np.ones(2), np.ones(3))
    with pytest.raises(ShapeError, match=r"^f\(x\): expected "):
        dual_gradient(np.exp, np.ones(2))
    with pytest.raises(DtypeError, match=r"^x: expected "):
        dual_gradient(np.exp, np.ones(2, np.float32))
