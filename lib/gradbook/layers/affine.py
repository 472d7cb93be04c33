"""The affine map of a batch of rows, the layer that holds most of the parameters."""

from typing import NamedTuple

import numpy as np

from ..shapes import (
    expect_axes,
    expect_float,
    expect_same_dtype,
    expect_shape,
)


class AffineCache(NamedTuple):
    """The input and the weights, no copies: 0 new bytes, but x must be kept."""

    x: np.ndarray  # (N, D)
    W: np.ndarray  # (D, M)


def affine_forward(x, W, b):
    """Map each row: y = x W + b.

    Parameters
    ----------
    x : ndarray of shape (N, D), float32 or float64
        N = 0 is a batch like any other.
    W : ndarray of shape (D, M) and the dtype of x
        PyTorch's Linear stores its transpose.
    b : ndarray of shape (M,) and the dtype of x

    Returns
    -------
    y : ndarray of shape (N, M)
    cache : AffineCache
    """
    expect_float("x", x)
    expect_axes("x", x, "N, D")
    expect_same_dtype("W", W, "x", x)
    expect_axes("W", W, "D, M")
    _, D = x.shape
    _, M = W.shape
    expect_shape("W", W, (D, M), "D, M")
    expect_same_dtype("b", b, "x", x)
    expect_shape("b", b, (M,), "M,")
    return x @ W + b, AffineCache(x, W)  # (N, M)


def affine_backward(dy, cache):
    """Pull back through y = x W + b: dx = dy Wᵀ, dW = xᵀ dy, db = rows of dy added.

    Parameters
    ----------
    dy : ndarray of shape (N, M)
    cache : AffineCache

    Returns
    -------
    dx, dW, db : ndarrays of shape (N, D), (D, M), (M,)

    Notes
    -----
    Two products of the forward's size: 4 N D M FLOPs after its 2 N D M.
    """
    x, W = cache
    N, M = len(x), W.shape[1]
    expect_same_dtype("dy", dy, "x", x)
    expect_shape("dy", dy, (N, M), "N, M")
    dx = dy @ W.T  # (N, D)
    dW = x.T @ dy  # (D, M)  used N times, so N terms add
    db = dy.sum(axis=0)  # (M,)    so is b
    return dx, dW, db
