"""Cross-entropy: extremes, masks, reductions, targets of both kinds."""

import numpy as np
import pytest

from gradbook.layers import cross_entropy_backward as backward
from gradbook.layers import cross_entropy_forward as forward
from gradbook.layers import softmax_forward
from gradbook.shapes import ShapeError

each_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])
strict = pytest.mark.filterwarnings("error")


@strict
@each_dtype
def test_huge_logits_stay_finite(dtype):
    logits = np.array([[1e4, -1e4, 0], [1e4, -1e4, 0]], dtype)
    loss, cache = forward(logits, np.array([0, 1]))
    assert loss == 1e4
    assert loss.dtype == dtype
    dlogits = backward(1.0, cache)
    np.testing.assert_array_equal(dlogits, [[0, 0, 0], [0.5, -0.5, 0]])
    assert dlogits.dtype == dtype


def test_the_unfused_loss_is_inf_where_ours_is_not():
    logits = np.array([[0.0, 1e3]])
    probs, _ = softmax_forward(logits)
    with np.errstate(divide="ignore"):
        assert -np.log(probs[0, 0]) == np.inf
    assert forward(logits, np.array([0]))[0] == 1e3


@strict
@each_dtype
def test_a_masked_class_costs_nothing_unless_it_is_wanted(dtype):
    logits = np.array([[1, -np.inf, 2]], dtype)
    share = 1 / (1 + np.e)
    for targets in (np.array([0]), np.array([[1, 0, 0]], dtype)):
        loss, cache = forward(logits, targets)
        np.testing.assert_allclose(loss, -np.log(share), rtol=1e-6)
        expected = [[share - 1, 0, 1 - share]]
        np.testing.assert_allclose(backward(1.0, cache), expected, rtol=1e-6)
    for targets in (np.array([1]), np.array([[0.5, 0.5, 0]], dtype)):
        loss, cache = forward(logits, targets)
        assert loss == np.inf
        assert np.isfinite(backward(1.0, cache)).all()
    assert forward(logits, np.array([0]), label_smoothing=0.1)[0] == np.inf


def test_a_nan_logit_makes_the_loss_nan():
    logits = np.array([[np.nan, 0.0], [1.0, 2.0]])
    for targets in (np.array([1, 0]), np.eye(2)):
        losses, _ = forward(logits, targets, reduction="none")
        assert np.isnan(losses[0])
        assert np.isfinite(losses[1])


@strict
@each_dtype
def test_one_class_costs_nothing(dtype):
    logits = np.array([[3], [-1e4]], dtype)
    for smoothing, off in ((0, 0), (0.1, np.finfo(dtype).eps)):
        loss, cache = forward(logits, np.array([0, 0]), smoothing)
        assert loss == 0
        np.testing.assert_allclose(backward(1.0, cache), [[0], [0]], atol=off)


@strict
@each_dtype
def test_one_row(dtype):
    loss, cache = forward(np.zeros((1, 4), dtype), np.array([2]))
    np.testing.assert_allclose(loss, np.log(4), rtol=1e-6)
    expected = [[0.25, 0.25, -0.75, 0.25]]
    np.testing.assert_array_equal(backward(dtype(1), cache), expected)


@strict
@each_dtype
def test_an_empty_batch(dtype):
    logits, classes = np.zeros((0, 3), dtype), np.zeros(0, int)
    message = r"^logits: expected at least one row for a mean, got \(0, 3\)$"
    with pytest.raises(ShapeError, match=message):
        forward(logits, classes)
    for targets in (classes, logits):
        total, cache = forward(logits, targets, reduction="sum")
        assert total == 0
        assert total.dtype == dtype
        assert backward(1.0, cache).shape == (0, 3)
        losses, cache = forward(logits, targets, reduction="none")
        assert losses.shape == (0,)
        assert backward(losses, cache).shape == (0, 3)


def test_reductions_agree_with_each_other(rng):
    logits, targets = rng.standard_normal((5, 3)), rng.integers(0, 3, 5)
    results = {kind: forward(logits, targets, reduction=kind) for kind in
               ("mean", "sum", "none")}  # fmt: skip
    losses, cache = results["none"]
    by_rows = backward(np.full(5, 0.2), cache)
    for kind, total, dloss in (
        ("mean", losses.mean(), 1.0),
        ("sum", losses.sum(), 0.2),
    ):
        loss, cache = results[kind]
        np.testing.assert_allclose(loss, total, rtol=1e-15)
        np.testing.assert_allclose(backward(dloss, cache), by_rows, rtol=1e-13)


def test_classes_are_one_hot_soft_labels(rng):
    logits, classes = rng.standard_normal((5, 3)), rng.integers(0, 3, 5)
    one_hot = (classes[:, np.newaxis] == np.arange(3)).astype(float)
    for smoothing in (0, 0.3):
        loss, cache = forward(logits, classes, smoothing)
        soft_loss, soft_cache = forward(logits, one_hot, smoothing)
        np.testing.assert_allclose(loss, soft_loss, rtol=1e-14)
        np.testing.assert_allclose(
            backward(1.0, cache), backward(1.0, soft_cache), atol=1e-16
        )


def test_smoothing_mixes_in_the_uniform_labels(rng):
    logits, targets = rng.standard_normal((5, 4)), rng.dirichlet(np.ones(4), 5)
    mixed, cache = forward(logits, targets, label_smoothing=0.3)
    by_hand, by_hand_cache = forward(logits, 0.7 * targets + 0.3 / 4)
    np.testing.assert_allclose(mixed, by_hand, rtol=1e-14)
    np.testing.assert_allclose(
        backward(1.0, cache), backward(1.0, by_hand_cache), atol=1e-16
    )


def test_a_gradient_is_never_larger_than_dloss_and_sums_to_zero(rng):
    logits = 1e4 * rng.standard_normal((50, 4))
    _, cache = forward(logits, rng.integers(0, 4, 50), reduction="sum")
    dlogits = backward(1.0, cache)
    assert np.abs(dlogits).max() == 1
    np.testing.assert_allclose(dlogits.sum(axis=1), 0, atol=1e-15)


def test_float32_stays_whatever_the_settings_are(rng):
    logits = rng.standard_normal((4, 3)).astype(np.float32)
    targets = rng.integers(0, 3, 4).astype(np.uint8)
    settings = (np.float64(0.1), np.float64(2))
    loss, cache = forward(logits, targets, *settings)
    assert loss.dtype == backward(1.0, cache).dtype == np.float32
    losses, cache = forward(logits, targets, *settings, reduction="none")
    assert losses.dtype == backward(losses, cache).dtype == np.float32
