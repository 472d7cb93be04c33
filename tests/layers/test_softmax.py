"""Softmax, log-softmax, log-sum-exp: extremes, masks, accuracy, shapes, errors."""

import mpmath
import numpy as np
import pytest

from gradbook.layers import (
    LAYERS,
    log_softmax_backward,
    log_softmax_forward,
    logsumexp_backward,
    logsumexp_forward,
    softmax_backward,
    softmax_forward,
)
from gradbook.shapes import DtypeError, RangeError, ShapeError

each_map = pytest.mark.parametrize("name", ["softmax", "log_softmax", "logsumexp"])
each_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])
strict = pytest.mark.filterwarnings("error")


@strict
@each_dtype
@pytest.mark.parametrize("size", [1e4, 1e38])
def test_huge_logits(dtype, size):
    logits = np.array([[size, -size, size], [-size, -size, -size], [0, -size, 0]])
    logits = logits.astype(dtype)
    probs, _ = softmax_forward(logits)
    third = 1 / 3
    expected = [[0.5, 0, 0.5], [third, third, third], [0.5, 0, 0.5]]
    np.testing.assert_allclose(probs, expected, rtol=1e-6)
    y, _ = logsumexp_forward(logits)
    np.testing.assert_allclose(y, [size, -size, np.log(2)], rtol=1e-6, atol=2)
    y, _ = log_softmax_forward(logits)
    assert np.isfinite(y).all()


def test_the_textbook_softmax_is_nan_where_ours_is_not():
    logits = np.array([[1e4, 0.0]])
    with np.errstate(all="ignore"):
        naive = np.exp(logits) / np.exp(logits).sum()
    assert np.isnan(naive[0, 0])
    np.testing.assert_array_equal(softmax_forward(logits)[0], [[1, 0]])


@strict
@each_dtype
def test_log_softmax_is_accurate_where_the_logarithm_of_softmax_is_inf(dtype, rng):
    logits = rng.uniform(-200, 200, (50, 7)).astype(dtype)
    y, _ = log_softmax_forward(logits)
    with mpmath.workdps(50):
        for row, values in zip(logits, y, strict=True):
            z = [mpmath.mpf(float(value)) for value in row]
            total = mpmath.log(mpmath.fsum(mpmath.exp(value) for value in z))
            true = np.array([float(value - total) for value in z])
            few = 4 * np.finfo(dtype).eps * max(np.abs(true).max(), 1)
            assert np.abs(values - true).max() < few


@strict
@each_dtype
def test_a_masked_class_has_no_share_and_no_gradient(dtype):
    logits = np.array([[1, -np.inf, 2, 0.5]], dtype)
    kept = logits[:, [0, 2, 3]]
    for forward, backward in [
        (softmax_forward, softmax_backward),
        (logsumexp_forward, logsumexp_backward),
    ]:
        y, cache = forward(logits)
        y_kept, cache_kept = forward(kept)
        dy = np.linspace(1, 2, y.size, dtype=dtype).reshape(y.shape)
        dlogits = backward(dy, cache)
        dy = dy[:, [0, 2, 3]] if dy.ndim == 2 else dy
        y = y[:, [0, 2, 3]] if y.ndim == 2 else y
        np.testing.assert_allclose(y, y_kept, rtol=1e-6)
        np.testing.assert_allclose(
            dlogits[:, [0, 2, 3]], backward(dy, cache_kept), rtol=1e-4, atol=1e-7
        )
        assert dlogits[0, 1] == 0


def test_rows_that_hold_no_finite_maximum():
    """As PyTorch has them: nan, but the sum of nothing is log 0."""
    masked = np.full((1, 3), -np.inf)
    with np.errstate(invalid="ignore"):
        assert np.isnan(softmax_forward(masked)[0]).all()
        assert np.isnan(log_softmax_forward(masked)[0]).all()
        assert np.isnan(softmax_forward(np.array([[np.inf, 0.0]]))[0][0, 0])
    assert logsumexp_forward(masked)[0] == -np.inf
    assert logsumexp_forward(np.array([[np.inf, 0.0]]))[0] == np.inf
    assert np.isnan(logsumexp_forward(np.array([[np.nan, 0.0]]))[0])


@strict
@each_dtype
def test_one_class_is_certain(dtype):
    logits = np.array([[3], [-1e4]], dtype)
    probs, cache = softmax_forward(logits)
    np.testing.assert_array_equal(probs, [[1], [1]])
    np.testing.assert_array_equal(softmax_backward(logits, cache), [[0], [0]])
    y, cache = log_softmax_forward(logits)
    np.testing.assert_array_equal(y, [[0], [0]])
    np.testing.assert_array_equal(log_softmax_backward(logits, cache), [[0], [0]])
    np.testing.assert_array_equal(logsumexp_forward(logits)[0], [3, -1e4])


@strict
@each_map
@each_dtype
def test_an_empty_batch_gives_an_empty_result(name, dtype):
    layer = LAYERS[name]
    y, cache = layer.forward(np.zeros((0, 3), dtype))
    assert y.shape == ((0,) if name == "logsumexp" else (0, 3))
    dlogits = layer.backward(y, cache)
    assert dlogits.shape == (0, 3)
    assert y.dtype == dlogits.dtype == dtype


def test_rows_sum_to_one_and_their_gradients_to_zero(rng):
    logits = rng.standard_normal((5, 4, 6))
    probs, cache = softmax_forward(logits, temperature=0.3)
    np.testing.assert_allclose(probs.sum(axis=-1), 1, rtol=1e-14)
    dlogits = softmax_backward(rng.standard_normal(probs.shape), cache)
    assert np.abs(dlogits).max() > 0.1
    np.testing.assert_allclose(dlogits.sum(axis=-1), 0, atol=1e-14)
    shifted, _ = softmax_forward(logits + 100, temperature=0.3)
    np.testing.assert_allclose(shifted, probs, rtol=1e-11)


def test_temperature_divides_the_logits(rng):
    logits = rng.standard_normal((3, 4))
    hot, _ = softmax_forward(logits, 3)
    np.testing.assert_allclose(hot, softmax_forward(logits / 3)[0], rtol=1e-14)
    half = softmax_forward(logits.astype(np.float32), np.float64(0.5))[0]
    assert half.dtype == np.float32, "a NumPy number must not promote"


Z = np.zeros((2, 3))
REFUSALS = [
    ([1.0], {}, DtypeError, "logits: expected a NumPy array, got list"),
    (Z.astype(int), {}, DtypeError, "logits: expected float32 or float64, got int64"),
    (Z[0, 0], {}, ShapeError, "logits: expected (..., K), got ()"),
    (Z[:, :0], {}, ShapeError, "logits: expected K >= 1 classes, got (2, 0)"),
]
TEMPERATURES = [
    (0, RangeError, "temperature: expected a number in (0, inf), got 0"),
    (np.nan, RangeError, "temperature: expected a number in (0, inf), got nan"),
    (np.inf, RangeError, "temperature: expected a number in (0, inf), got inf"),
    ("hot", DtypeError, "temperature: expected a number, got str"),
    (True, DtypeError, "temperature: expected a number, got bool"),
]


@each_map
@pytest.mark.parametrize(("logits", "settings", "error", "message"), REFUSALS)
def test_refusals(name, logits, settings, error, message):
    with pytest.raises(error) as caught:
        LAYERS[name].forward(logits, **settings)
    assert str(caught.value) == message


@pytest.mark.parametrize(("temperature", "error", "message"), TEMPERATURES)
def test_refused_temperatures(temperature, error, message):
    with pytest.raises(error) as caught:
        softmax_forward(Z, temperature)
    assert str(caught.value) == message


@each_map
def test_backward_names_dy(name, rng):
    layer = LAYERS[name]
    _, cache = layer.forward(rng.standard_normal((2, 3)))
    with pytest.raises(ShapeError, match=r"^dy: expected the shape of y = "):
        layer.backward(np.ones((3, 3)), cache)
    dy = np.ones(cache.y.shape, np.float32)
    with pytest.raises(DtypeError, match=r"^dy: expected float64 like y, got float32$"):
        layer.backward(dy, cache)
