"""Penalties: values, the kink at 0, weights of any shape, errors."""

import math

import numpy as np
import pytest

from gradbook.layers import (
    l1_penalty_backward,
    l1_penalty_forward,
    l2_penalty_backward,
    l2_penalty_forward,
)
from gradbook.shapes import DtypeError, RangeError, ShapeError

PAIRS = [
    (l2_penalty_forward, l2_penalty_backward),
    (l1_penalty_forward, l1_penalty_backward),
]
each_pair = pytest.mark.parametrize(("forward", "backward"), PAIRS, ids=["l2", "l1"])
FLOATS = [np.float32, np.float64]


def test_values_by_hand():
    w = np.array([[3.0, -1.0], [0.5, 2.0]])
    penalty, cache = l2_penalty_forward(w, 0.5)
    assert penalty == 0.25 * (9 + 1 + 0.25 + 4)
    np.testing.assert_array_equal(l2_penalty_backward(2.0, cache), w)
    penalty, cache = l1_penalty_forward(w, 0.5)
    assert penalty == 0.5 * 6.5
    np.testing.assert_array_equal(l1_penalty_backward(2.0, cache), [[1, -1], [1, 1]])


def test_l1_returns_the_middle_of_the_subgradients_at_0():
    _, cache = l1_penalty_forward(np.array([-1e-300, -0.0, 0.0, 1e-300]), 3)
    np.testing.assert_array_equal(l1_penalty_backward(1, cache), [-3, 0, 0, 3])


@each_pair
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (1, 4), (2, 3, 4)])
def test_weights_of_any_shape(forward, backward, dtype, shape, rng):
    w = np.asarray(rng.standard_normal(shape), dtype)
    penalty, cache = forward(w, np.float64(0.3))  # must not promote float32
    dw = backward(dtype(1.5), cache)
    assert penalty.shape == ()
    assert dw.shape == shape
    assert penalty.dtype == dw.dtype == dtype
    if not w.size:
        assert penalty == 0


@each_pair
def test_pieces_add_up_and_no_batch_divides(forward, backward, rng):
    w = rng.standard_normal((4, 5))
    rows = [forward(row, 0.3)[0] for row in w]
    np.testing.assert_allclose(forward(w, 0.3)[0], math.fsum(rows), rtol=1e-14)
    _, cache = forward(w, 0.3)
    assert cache.w is w
    twice = backward(1.0, forward(w, 0.6)[1])
    np.testing.assert_allclose(twice, 2 * backward(1.0, cache), rtol=1e-15)


@each_pair
def test_float32_stays_accurate_over_many_weights(forward, backward, rng):
    w = (1 + rng.uniform(0, 1e-3, 2**22)).astype(np.float32)
    exact = forward(w.astype(np.float64), 1)[0]
    assert abs(float(forward(w, 1)[0]) / exact - 1) < 1e-6


def test_the_pull_of_l2_grows_with_the_weight_and_that_of_l1_does_not():
    w = np.array([0.01, 1.0, 100.0])
    far = l2_penalty_backward(1.0, l2_penalty_forward(w, 0.1)[1])
    np.testing.assert_allclose(far, [0.001, 0.1, 10], rtol=1e-15)
    same = l1_penalty_backward(1.0, l1_penalty_forward(w, 0.1)[1])
    np.testing.assert_array_equal(same, [0.1, 0.1, 0.1])


@each_pair
@pytest.mark.parametrize(
    ("w", "lam", "error", "message"),
    [
        ([1.0], 1, DtypeError, "w: expected a NumPy array, got list"),
        (np.ones(2, int), 1, DtypeError, "w: expected float32 or float64, got int64"),
        (np.ones(2), -1, RangeError, "lam: expected a number in [0, inf), got -1"),
        (np.ones(2), math.nan, RangeError, "lam: expected a number in [0, inf), got"
         " nan"),
        (np.ones(2), np.ones(2), DtypeError, "lam: expected a number, got ndarray"),
    ],
)  # fmt: skip
def test_refusals(forward, backward, w, lam, error, message):
    with pytest.raises(error) as caught:
        forward(w, lam)
    assert str(caught.value) == message


@each_pair
def test_dloss_is_one_number(forward, backward):
    _, cache = forward(np.ones((2, 3)), 1)
    with pytest.raises(ShapeError, match=r"^dloss: expected a scalar, got \(2, 3\)$"):
        backward(np.ones((2, 3)), cache)
    with pytest.raises(DtypeError, match=r"^dloss: expected float64 like w"):
        backward(np.float32(1), cache)
