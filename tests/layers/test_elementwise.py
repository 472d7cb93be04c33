"""Sigmoid, tanh, softplus: accuracy against 50 digits, extremes, shapes, errors."""

import hypothesis.extra.numpy as arrays
import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradbook.layers import LAYERS, sigmoid_backward, sigmoid_forward, tanh_forward
from gradbook.shapes import DtypeError, ShapeError

TRUTH = {  # name -> the map, its derivative
    "sigmoid": (
        lambda x: 1 / (1 + mpmath.exp(-x)),
        lambda x: 1 / (1 + mpmath.exp(-x)) / (1 + mpmath.exp(x)),
    ),
    "tanh": (mpmath.tanh, lambda x: mpmath.sech(x) ** 2),
    "softplus": (
        lambda x: mpmath.log1p(mpmath.exp(x)),
        lambda x: 1 / (1 + mpmath.exp(-x)),
    ),
}
each_map = pytest.mark.parametrize("name", TRUTH)
each_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def to_digits(function, values):
    """Apply a function to every value in 50 digits."""
    with mpmath.workdps(50):
        return [function(mpmath.mpf(float(value))) for value in values]


def ulps(values, truth):
    """Return the distance to the truth in units of its last place."""
    info = np.finfo(values.dtype)
    return np.array(
        [
            float(abs(mpmath.mpf(float(value)) - true) / _last_place(true, info))
            for value, true in zip(values, truth, strict=True)
        ]
    )


def _last_place(true, info):
    _, exponent = mpmath.frexp(true)
    exponent = max(int(exponent), info.minexp + 1)
    return mpmath.ldexp(1, exponent - info.nmant - 1)


def whole_range(dtype, rng):
    """Draw x where results run from subnormal to saturated, and x itself tiny."""
    lowest = np.log(float(np.finfo(dtype).smallest_subnormal))
    smallest = np.log10(np.finfo(dtype).tiny)
    return np.concatenate(
        [
            rng.uniform(lowest, -lowest, 300),
            rng.uniform(lowest, 0.95 * lowest, 200),
            rng.uniform(-6, 6, 800),
            rng.choice([-1, 1], 200) * 10 ** rng.uniform(smallest, 1, 200),
        ]
    ).astype(dtype)


@each_map
@each_dtype
def test_forward_within_4_ulp(name, dtype, rng):
    x = whole_range(dtype, rng)
    y, _ = LAYERS[name].forward(x)
    if name != "tanh":
        assert ((y > 0) & (y < np.finfo(dtype).tiny)).sum() > 100, "no subnormals"
    assert ulps(y, to_digits(TRUTH[name][0], x)).max() < 4


def test_the_ulp_test_refuses_the_textbook_formula(rng):
    x = whole_range(np.float64, rng)
    with np.errstate(over="ignore"):
        y = 1 / (1 + np.exp(-x))
    assert ulps(y, to_digits(TRUTH["sigmoid"][0], x)).max() > 1e10


@each_dtype
@pytest.mark.parametrize(("name", "most"), [("sigmoid", 0), ("softplus", np.inf)])
def test_slope_within_4_ulp_where_the_docstring_says(name, most, dtype, rng):
    x = whole_range(dtype, rng)
    x = x[x <= most]
    _, cache = LAYERS[name].forward(x)
    slope = LAYERS[name].backward(np.ones_like(x), cache)
    assert ulps(slope, to_digits(TRUTH[name][1], x)).max() < 4


@each_dtype
@pytest.mark.parametrize(("name", "bound"), [("sigmoid", 1), ("tanh", 2)])
def test_slope_from_the_output_is_right_to_eps_absolutely(name, bound, dtype, rng):
    x = whole_range(dtype, rng)
    _, cache = LAYERS[name].forward(x)
    slope = LAYERS[name].backward(np.ones_like(x), cache).astype(float)
    true = np.array(to_digits(TRUTH[name][1], x), dtype=float)
    assert np.abs(slope - true).max() < bound * np.finfo(dtype).eps


@pytest.mark.parametrize(
    ("dtype", "half", "zero"), [(np.float32, 8, 17), (np.float64, 18, 37)]
)
def test_sigmoid_slope_loses_digits_near_one(dtype, half, zero):
    x = np.linspace(half, half + 0.5, 50).astype(dtype)
    _, cache = sigmoid_forward(x)
    slope = sigmoid_backward(np.ones_like(x), cache).astype(float)
    true = np.array(to_digits(TRUTH["sigmoid"][1], x), dtype=float)
    eps = np.finfo(dtype).eps
    worst = np.abs(slope / true - 1).max()
    assert 0.1 * np.sqrt(eps) < worst < eps * np.exp(half + 0.5)
    _, cache = sigmoid_forward(np.array([zero], dtype))
    assert sigmoid_backward(np.ones(1, dtype), cache)[0] == 0


def test_tanh_slope_is_zero_where_the_docstring_says():
    assert tanh_forward(np.array(19.1))[0] == 1
    assert tanh_forward(np.array(18.9))[0] < 1


LIMITS = {  # at -inf, -1e4, 0, 1e4, inf: y, then dx for dy = 1
    "sigmoid": ([0, 0, 0.5, 1, 1], [0, 0, 0.25, 0, 0]),
    "tanh": ([-1, -1, 0, 1, 1], [0, 0, 1, 0, 0]),
    "softplus": ([0, 0, np.log(2), 1e4, np.inf], [0, 0, 0.5, 1, 1]),
}


@each_map
@each_dtype
@pytest.mark.filterwarnings("error")
def test_extremes(name, dtype):
    x = np.array([-np.inf, -1e4, 0, 1e4, np.inf], dtype)
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        y, cache = LAYERS[name].forward(x)
        dx = LAYERS[name].backward(np.ones_like(x), cache)
    np.testing.assert_allclose(y, np.array(LIMITS[name][0], dtype), rtol=1e-6)
    np.testing.assert_allclose(dx, np.array(LIMITS[name][1], dtype), rtol=1e-6)


@each_map
@each_dtype
@pytest.mark.filterwarnings("error")
def test_nan_stays_nan(name, dtype):
    y, cache = LAYERS[name].forward(np.array([np.nan, 1], dtype))
    dx = LAYERS[name].backward(np.ones(2, dtype), cache)
    assert np.isnan([y[0], dx[0]]).all()
    assert np.isfinite([y[1], dx[1]]).all()


@each_map
@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(data=st.data(), dtype=st.sampled_from([np.float32, np.float64]))
def test_any_shape(name, data, dtype):
    shape = data.draw(arrays.array_shapes(min_dims=0, max_dims=4, min_side=0))
    x = data.draw(arrays.arrays(dtype, shape, elements={"allow_nan": False}))
    y, cache = LAYERS[name].forward(x)
    dx = LAYERS[name].backward(y, cache)
    assert y.shape == dx.shape == shape
    assert y.dtype == dx.dtype == dtype
    assert not np.isnan(y).any()


@each_map
def test_backward_reads_the_output_itself(name, rng):
    y, cache = LAYERS[name].forward(rng.standard_normal((2, 3)))
    assert cache._fields == ("y",)
    assert cache.y is y


@each_map
def test_errors_name_the_argument(name, rng):
    layer = LAYERS[name]
    with pytest.raises(DtypeError, match=r"^x: expected a NumPy array, got list$"):
        layer.forward([1.0])
    with pytest.raises(DtypeError, match=r"^x: expected float32 or float64, got int"):
        layer.forward(np.arange(3))
    _, cache = layer.forward(rng.standard_normal((2, 3)))
    message = r"^dy: expected the shape of y = \(2, 3\), got \(3,\)$"
    with pytest.raises(ShapeError, match=message):
        layer.backward(np.ones(3), cache)
    with pytest.raises(DtypeError, match=r"^dy: expected float64 like y, got float32$"):
        layer.backward(np.ones((2, 3), np.float32), cache)
