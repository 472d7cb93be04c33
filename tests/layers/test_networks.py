"""Affine and the perceptron: loops, empty batches, the delta recursion, errors."""

from itertools import pairwise

import numpy as np
import pytest

from gradbook import layers
from gradbook.layers import (
    affine_backward,
    affine_forward,
    mlp_backward,
    mlp_forward,
)
from gradbook.shapes import DtypeError, ShapeError

each_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])
TANH = (layers.tanh_forward, layers.tanh_backward)
X, W, B = np.ones((5, 4)), np.ones((4, 3)), np.ones(3)


def test_affine_written_out_with_loops(rng):
    x, W, b = rng.standard_normal((3, 2)), rng.standard_normal((2, 4)), np.arange(4.0)
    dy = rng.standard_normal((3, 4))
    y, cache = affine_forward(x, W, b)
    dx, dW, db = np.zeros_like(x), np.zeros_like(W), np.zeros_like(b)
    expected = np.zeros_like(y)
    for n, d, m in np.ndindex(3, 2, 4):
        expected[n, m] += x[n, d] * W[d, m] + (b[m] if d == 0 else 0)
        dx[n, d] += dy[n, m] * W[d, m]
        dW[d, m] += x[n, d] * dy[n, m]
        db[m] += dy[n, m] if d == 0 else 0
    np.testing.assert_allclose(y, expected, atol=1e-14)
    for mine, by_loop in zip(affine_backward(dy, cache), (dx, dW, db), strict=True):
        np.testing.assert_allclose(mine, by_loop, atol=1e-14)


@each_dtype
def test_affine_of_an_empty_batch(dtype):
    arrays = (X[:0].astype(dtype), W.astype(dtype), B.astype(dtype))
    y, cache = affine_forward(*arrays)
    assert y.shape == (0, 3)
    for gradient, array in zip(affine_backward(y, cache), arrays, strict=True):
        assert gradient.dtype == dtype
        np.testing.assert_array_equal(gradient, np.zeros_like(array))


def test_affine_keeps_its_inputs_and_copies_nothing():
    _, cache = affine_forward(X, W, B)
    assert cache.x is X
    assert cache.W is W


AFFINE_REFUSALS = [
    ((X[0], W, B), ShapeError, "x: expected (N, D), got (4,)"),
    ((X, W.T, B), ShapeError, "W: expected (D, M) = (4, 4), got (3, 4)"),
    ((X, B, B), ShapeError, "W: expected (D, M), got (3,)"),
    ((X, W, B[:2]), ShapeError, "b: expected (M,) = (3,), got (2,)"),
    ((X, W, B[None]), ShapeError, "b: expected (M,) = (3,), got (1, 3)"),
    ((X, np.float32(W), B), DtypeError, "W: expected float64 like x, got float32"),
    ((X, W, np.float32(B)), DtypeError, "b: expected float64 like x, got float32"),
    ((X, W, 0.0), DtypeError, "b: expected a NumPy array, got float"),
]


@pytest.mark.parametrize(("inputs", "error", "message"), AFFINE_REFUSALS)
def test_affine_refusals(inputs, error, message):
    with pytest.raises(error) as caught:
        affine_forward(*inputs)
    assert str(caught.value) == message


def test_affine_backward_refusals():
    _, cache = affine_forward(X, W, B)
    with pytest.raises(ShapeError, match=r"^dy: expected \(N, M\) = \(5, 3\), got "):
        affine_backward(X, cache)
    with pytest.raises(DtypeError, match=r"^dy: expected float64 like x, got float32$"):
        affine_backward(np.ones((5, 3), np.float32), cache)


def test_perceptron_of_one_layer_is_affine(rng):
    dy = rng.standard_normal((5, 3))
    y, cache = mlp_forward(X, [(W, B)], TANH)
    dx, dparams = mlp_backward(dy, cache)
    expected, affine_cache = affine_forward(X, W, B)
    np.testing.assert_array_equal(y, expected)
    for mine, theirs in zip(
        (dx, *dparams[0]), affine_backward(dy, affine_cache), strict=True
    ):
        np.testing.assert_array_equal(mine, theirs)


def test_the_delta_recursion(rng):
    """dz_l = (dz_(l+1) W_(l+1)ᵀ) * phi'(z_l), written out for phi = tanh."""
    sizes = [4, 6, 5, 3]
    params = [
        (rng.standard_normal(pair), rng.standard_normal(pair[1]))
        for pair in pairwise(sizes)
    ]
    x, dy = rng.standard_normal((7, 4)), rng.standard_normal((7, 3))
    h = [x]
    for W, b in params:
        h.append(np.tanh(h[-1] @ W + b))
    delta, expected = dy, []
    for layer in (2, 1, 0):
        expected.insert(0, (h[layer].T @ delta, delta.sum(axis=0)))
        delta = (delta @ params[layer][0].T) * (1 - h[layer] ** 2 if layer else 1)
    dx, dparams = mlp_backward(dy, mlp_forward(x, params, TANH)[1])
    np.testing.assert_allclose(dx, delta, atol=1e-14)
    for mine, theirs in zip(dparams, expected, strict=True):
        for gradient, by_hand in zip(mine, theirs, strict=True):
            np.testing.assert_allclose(gradient, by_hand, atol=1e-13)


def test_zero_weights_stop_every_gradient_but_the_last_bias(rng):
    params = [(0 * W, 0 * B), (np.zeros((3, 2)), np.zeros(2))]
    _, cache = mlp_forward(X, params, TANH)
    dx, ((dW1, db1), (dW2, db2)) = mlp_backward(rng.standard_normal((5, 2)), cache)
    for gradient in (dx, dW1, db1, dW2):
        np.testing.assert_array_equal(gradient, 0)
    assert np.abs(db2).min() > 0.01


def test_perceptron_keeps_hidden_outputs_once(rng):
    """What tanh saves is what the next affine map saves: one array, not two."""
    params = [(W, B), (rng.standard_normal((3, 2)), np.zeros(2))]
    _, cache = mlp_forward(X, params, TANH)
    ((first, hidden),) = cache.hidden
    assert first.x is X
    assert hidden.y is cache.last.x


def test_perceptron_refusals():
    with pytest.raises(ShapeError, match=r"^params: expected at least one \(W, b\)"):
        mlp_forward(X, [], TANH)
    with pytest.raises(ShapeError, match=r"^W: expected \(D, M\) = \(3, 3\), got \(4"):
        mlp_forward(X, [(W, B), (W, B)], TANH)
