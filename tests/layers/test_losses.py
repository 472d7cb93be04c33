"""Binary cross-entropy: accuracy, infinite logits, the mean, errors."""

import mpmath
import numpy as np
import pytest

from gradbook.layers import binary_cross_entropy_backward as backward
from gradbook.layers import binary_cross_entropy_forward as forward
from gradbook.shapes import DtypeError, RangeError, ShapeError


def loss_of(logit, target, dtype=np.float64):
    return forward(np.array([logit], dtype), np.array([target], dtype))[0]


def true_loss(logit, target):
    with mpmath.workdps(50):
        z, t = mpmath.mpf(float(logit)), mpmath.mpf(float(target))
        return t * mpmath.log1p(mpmath.exp(-z)) + (1 - t) * mpmath.log1p(mpmath.exp(z))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_each_loss_is_accurate_relatively(dtype, rng):
    logits = np.concatenate([rng.uniform(-80, 80, 200), rng.uniform(-3, 3, 200)])
    targets = rng.choice([0, 1, 1e-6, 1 - 1e-6, 0.3], 400)
    for z, t in zip(logits.astype(dtype), targets.astype(dtype), strict=True):
        true = true_loss(z, t)
        assert abs(float(loss_of(z, t, dtype)) - true) < 4 * np.finfo(dtype).eps * true


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_huge_logits_stay_finite(dtype):
    logits = np.array([1e4, -1e4, 1e4, -1e4], dtype)
    targets = np.array([1, 0, 0, 1], dtype)
    loss, cache = forward(logits, targets)
    assert loss == 5e3
    assert loss.dtype == dtype
    np.testing.assert_array_equal(backward(1.0, cache), [0, 0, 0.25, -0.25])


@pytest.mark.filterwarnings("error")
def test_infinite_logits_cost_nothing_or_everything():
    assert loss_of(np.inf, 1) == 0
    assert loss_of(-np.inf, 0) == 0
    assert loss_of(np.inf, 0) == np.inf
    assert loss_of(-np.inf, 0.5) == np.inf
    _, cache = forward(np.array([np.inf, -np.inf]), np.array([1.0, 0.5]))
    np.testing.assert_array_equal(backward(1.0, cache), [0, -0.25])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("target", [0, 0.5, 1])
def test_nan_logit_makes_the_loss_nan(target):
    assert np.isnan(loss_of(np.nan, target))


def test_loss_is_the_mean_over_all_entries(rng):
    logits, targets = rng.standard_normal((3, 4)), rng.uniform(0, 1, (3, 4))
    loss, cache = forward(logits, targets)
    rows = [forward(z, t)[0] for z, t in zip(logits, targets, strict=True)]
    np.testing.assert_allclose(loss, np.mean(rows), rtol=1e-15)
    np.testing.assert_array_equal(backward(4.0, cache), 4 * backward(1.0, cache))
    assert cache.logits is logits
    assert cache.targets is targets


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_one_entry_of_any_shape(dtype):
    for shape in [(), (1,), (1, 1, 1)]:
        logits, targets = np.zeros(shape, dtype), np.ones(shape, dtype)
        loss, cache = forward(logits, targets)
        dlogits = backward(dtype(1), cache)
        assert loss.shape == ()
        assert dlogits.shape == shape
        assert loss.dtype == dlogits.dtype == dtype
        np.testing.assert_allclose(loss, np.log(2), rtol=1e-6)
        np.testing.assert_array_equal(dlogits, np.full(shape, -0.5))


X = np.zeros((2, 3))
F = np.zeros((2, 3), np.float32)
REFUSALS = [
    (X, X[0], ShapeError, "targets: expected the shape of logits = (2, 3), got (3,)"),
    (X, F, DtypeError, "targets: expected float64 like logits, got float32"),
    (X, X.tolist(), DtypeError, "targets: expected a NumPy array, got list"),
    (X.astype(int), X, DtypeError, "logits: expected float32 or float64, got int64"),
    (X, X - 1, RangeError, "targets: expected values in [0, 1], got -1 at [0, 0]"),
    (X, X + 1.5, RangeError, "targets: expected values in [0, 1], got 1.5 at [0, 0]"),
    (X[:0], X[:0], ShapeError, "logits: expected at least one entry, got (0, 3)"),
]


@pytest.mark.parametrize(("logits", "targets", "error", "message"), REFUSALS)
def test_refusals(logits, targets, error, message):
    with pytest.raises(error) as caught:
        forward(logits, targets)
    assert str(caught.value) == message


def test_dloss_is_one_number():
    _, cache = forward(X, X)
    with pytest.raises(ShapeError, match=r"^dloss: expected a scalar, got \(2, 3\)$"):
        backward(X, cache)
    with pytest.raises(DtypeError, match=r"^dloss: expected float64 like logits"):
        backward(np.float32(1), cache)
