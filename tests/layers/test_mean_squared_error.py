"""Mean squared error: the mean, accuracy, its scale, what it keeps, errors."""

import math
from fractions import Fraction

import numpy as np
import pytest

from gradbook.layers import mean_squared_error_backward as backward
from gradbook.layers import mean_squared_error_forward as forward
from gradbook.shapes import DtypeError, RangeError, ShapeError


def test_by_hand():
    predictions, targets = np.array([[1.0, 2.0, 3.0]]), np.array([[1.0, 0.0, 7.0]])
    loss, cache = forward(predictions, targets)
    assert loss == (0 + 4 + 16) / 3
    np.testing.assert_allclose(backward(1.0, cache), [[0, 4 / 3, -8 / 3]], rtol=1e-15)
    assert forward(predictions, targets, "sum")[0] == 20
    np.testing.assert_array_equal(
        forward(predictions, targets, "none")[0], [[0, 4, 16]]
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_loss_is_accurate(dtype, rng):
    p, t = rng.standard_normal((2, 500)).astype(dtype)
    pairs = zip(p, t, strict=True)
    true = sum((Fraction(float(a)) - Fraction(float(b))) ** 2 for a, b in pairs) / 500
    loss, _ = forward(p, t)
    assert loss.dtype == dtype
    assert abs(Fraction(float(loss)) / true - 1) < 20 * np.finfo(dtype).eps


def test_a_long_sum_in_float32_keeps_its_digits(rng):
    p, t = rng.standard_normal((2, 2**22), np.float32)
    true = (np.float64(p - t) ** 2).mean()
    assert abs(forward(p, t)[0] / true - 1) < 1e-6  # a dot product: 9e-6


def test_the_mean_is_over_rows_and_columns(rng):
    p, t = rng.standard_normal((2, 3, 4))
    loss, cache = forward(p, t)
    assert math.isclose(loss, ((p - t) ** 2).sum() / 12, rel_tol=1e-14)
    total, total_cache = forward(p, t, "sum")
    assert math.isclose(total, 12 * loss, rel_tol=1e-14)
    np.testing.assert_allclose(
        backward(1.0, total_cache), 12 * backward(1.0, cache), rtol=1e-14
    )
    np.testing.assert_array_equal(backward(4.0, cache), 4 * backward(1.0, cache))


def test_the_errors_alone_are_kept(rng):
    p, t = rng.standard_normal((2, 3, 4))
    _, cache = forward(p, t)
    np.testing.assert_array_equal(cache.errors, p - t)
    assert not np.shares_memory(cache.errors, p)
    assert not np.shares_memory(cache.errors, t)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_a_perfect_fit_costs_nothing_and_nan_is_not_hidden(reduction):
    p = np.array([1.0, -2.0])
    loss, cache = forward(p, p.copy(), reduction)
    assert np.all(loss == 0)
    dloss = np.ones(2) if reduction == "none" else 1.0
    np.testing.assert_array_equal(backward(dloss, cache), [0, 0])
    assert np.isnan(forward(np.array([np.nan, 0]), p, reduction)[0]).any()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(), (1,), (1, 1, 1)])
def test_one_entry_of_any_shape(dtype, shape):
    loss, cache = forward(np.full(shape, 3, dtype), np.ones(shape, dtype))
    dpredictions = backward(dtype(1), cache)
    assert loss == 4
    assert loss.shape == ()
    assert dpredictions.shape == shape
    assert loss.dtype == dpredictions.dtype == dtype
    np.testing.assert_array_equal(dpredictions, np.full(shape, 4))


def test_no_entries_have_a_sum_and_no_mean():
    none = np.zeros((0, 3))
    loss, cache = forward(none, none, "sum")
    assert loss == 0
    assert backward(1.0, cache).shape == (0, 3)
    assert forward(none, none, "none")[0].shape == (0, 3)


X = np.zeros((2, 1))
REFUSALS = [
    ((X, X[:, 0]), ShapeError, r"targets: expected the shape of predictions = \(2, 1"),
    ((X, X.astype(np.float32)), DtypeError, "targets: expected float64 like predict"),
    ((X.astype(int), X), DtypeError, "predictions: expected float32 or float64, got"),
    ((X[:0], X[:0]), ShapeError, r"predictions: expected at least one entry, got \(0"),
    ((X, X, "average"), RangeError, "reduction: expected one of mean, sum, none, got"),
]


@pytest.mark.parametrize(("arguments", "error", "message"), REFUSALS)
def test_refusals(arguments, error, message):
    with pytest.raises(error, match=f"^{message}"):
        forward(*arguments)


def test_dloss_is_one_number_or_one_per_entry():
    with pytest.raises(ShapeError, match=r"^dloss: expected a scalar, got \(2, 1\)$"):
        backward(X, forward(X, X)[1])
    with pytest.raises(DtypeError, match=r"^dloss: expected float64 like predictions"):
        backward(np.float32(1), forward(X, X)[1])
    with pytest.raises(ShapeError, match=r"^dloss: expected the shape of loss"):
        backward(X[:1], forward(X, X, "none")[1])
