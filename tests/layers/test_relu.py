"""ReLU and leaky ReLU: values, the choice at 0, extremes, memory, errors."""

import numpy as np
import pytest

from gradbook.layers import (
    LAYERS,
    leaky_relu_backward,
    leaky_relu_forward,
    relu_backward,
    relu_forward,
)
from gradbook.shapes import DtypeError, RangeError, ShapeError

each_map = pytest.mark.parametrize("name", ["relu", "leaky_relu"])
each_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])
X = [-np.inf, -1e4, -0.0, 0.0, 1e-300, 1e4, np.inf]
LIMITS = {  # at X: y, then dx for dy = 1
    "relu": ([0, 0, 0, 0, 1e-300, 1e4, np.inf], [0, 0, 0, 0, 1, 1, 1]),
    "leaky_relu": (
        [-np.inf, -100, 0, 0, 1e-300, 1e4, np.inf],
        [0.01, 0.01, 0.01, 0.01, 1, 1, 1],
    ),
}


@each_map
@pytest.mark.filterwarnings("error")
def test_values_to_the_last_bit(name):
    y, cache = LAYERS[name].forward(np.array(X))
    dx = LAYERS[name].backward(np.ones(len(X)), cache)
    np.testing.assert_array_equal(y, LIMITS[name][0])
    np.testing.assert_array_equal(dx, LIMITS[name][1])


def test_an_inactive_unit_stops_even_an_infinite_gradient():
    _, cache = relu_forward(np.array([-1.0, 1.0]))
    dx = relu_backward(np.array([np.inf, np.inf]), cache)
    np.testing.assert_array_equal(dx, [0, np.inf])


@each_map
@each_dtype
def test_nan_stays_nan(name, dtype):
    y, _ = LAYERS[name].forward(np.array([np.nan, 1], dtype))
    assert np.isnan(y).tolist() == [True, False]


@each_map
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (2, 1, 3)])
@each_dtype
def test_any_shape(name, shape, dtype, rng):
    x = rng.standard_normal(shape).astype(dtype)
    x = np.asarray(x)
    y, cache = LAYERS[name].forward(x)
    dx = LAYERS[name].backward(np.ones_like(y), cache)
    assert y.shape == dx.shape == shape
    assert y.dtype == dx.dtype == dtype
    assert cache.y is y


def test_a_numpy_slope_keeps_float32():
    x = np.array([-1, 1], np.float32)
    y, cache = leaky_relu_forward(x, slope=np.float64(0.1))
    dx = leaky_relu_backward(np.ones_like(y), cache)
    assert y.dtype == dx.dtype == np.float32
    np.testing.assert_array_equal(y, np.array([-0.1, 1], np.float32))


@pytest.mark.parametrize("slope", [0, 1, -0.1, np.nan])
def test_a_slope_that_loses_the_sign_is_refused(slope):
    with pytest.raises(RangeError, match=r"^slope: expected a number in \(0, 1\)"):
        leaky_relu_forward(np.ones(2), slope=slope)
    with pytest.raises(DtypeError, match=r"^slope: expected a number, got str"):
        leaky_relu_forward(np.ones(2), slope="0.1")


@each_map
def test_errors_name_the_argument(name):
    layer = LAYERS[name]
    with pytest.raises(DtypeError, match=r"^x: expected a NumPy array, got list$"):
        layer.forward([1.0])
    with pytest.raises(DtypeError, match=r"^x: expected float32 or float64, got int"):
        layer.forward(np.arange(3))
    _, cache = layer.forward(np.ones((2, 3)))
    message = r"^dy: expected the shape of y = \(2, 3\), got \(3,\)$"
    with pytest.raises(ShapeError, match=message):
        layer.backward(np.ones(3), cache)
    with pytest.raises(DtypeError, match=r"^dy: expected float64 like y, got float32$"):
        layer.backward(np.ones((2, 3), np.float32), cache)
