"""Softmax, its logarithm, and log-sum-exp: maps of rows of logits, over the last axis.

Every e^z here is e^(z - top) with top the largest logit of the row: the shift cancels
(chapter "softmax_cross_entropy"), no exponential exceeds 1, and no sum is below 1.

A logit of -inf masks its class: probability 0, gradient 0. A row with +inf or nan, or
of -inf alone, gives nan, as in PyTorch; NumPy warns of the first and the last.
"""

from typing import NamedTuple

import numpy as np

from ..shapes import (
    ShapeError,
    expect_axes,
    expect_float,
    expect_like,
    expect_number,
)


def expect_logits(logits, letters="..., K"):
    """Raise unless logits is a float array with these axes and at least one class."""
    expect_float("logits", logits)
    expect_axes("logits", logits, letters)
    if logits.shape[-1] == 0:
        raise ShapeError(f"logits: expected K >= 1 classes, got {logits.shape}")


def over_temperature(array, T):
    """Divide by T; at T = 1 spare the pass over the array."""
    return array if T == 1 else array / T


class SoftmaxCache(NamedTuple):
    """The output itself, no copy: 0 new bytes, and the logits are not kept."""

    y: np.ndarray  # (..., K)
    temperature: float


def softmax_forward(logits, temperature=1.0):
    """Turn each row of logits into probabilities: y_i = e^(z_i/T) / sum_k e^(z_k/T).

    Parameters
    ----------
    logits : ndarray of shape (..., K) with K >= 1, float32 or float64
    temperature : number above 0
        T above 1 brings the probabilities together, below 1 drives them apart. It is
        a setting, not a parameter: it gets no gradient.

    Returns
    -------
    y : of the shape and dtype of the logits
        Rows sum to 1. An empty batch gives an empty y.
    cache : SoftmaxCache

    References
    ----------
    Temperature: Hinton, Vinyals, Dean, 2015, arXiv 1503.02531, eq. 1.
    """
    expect_logits(logits)
    expect_number("temperature", temperature, 0, np.inf, "()")
    T = float(temperature)
    top = logits.max(axis=-1, keepdims=True)  # (..., 1)
    y = np.exp(over_temperature(logits - top, T))  # (..., K)  at most 1
    y /= y.sum(axis=-1, keepdims=True)  # (..., K)  a sum of at least 1
    return y, SoftmaxCache(y, T)


def softmax_backward(dy, cache):
    """Pull back through softmax: dlogits_j = y_j (dy_j - sum_i dy_i y_i) / T.

    Parameters
    ----------
    dy : ndarray with the shape and dtype of y
    cache : SoftmaxCache

    Returns
    -------
    dlogits : of the same shape
        Its rows sum to 0: adding a constant to a row of logits changes nothing.

    Notes
    -----
    The Jacobian y_i (delta_ij - y_j) / T of a row is K by K, but its product with dy
    needs one dot product per row: it is never stored.

    References
    ----------
    The Jacobian: Bishop, Pattern Recognition and Machine Learning, 2006, eq. 4.106.
    """
    y, T = cache
    expect_like("dy", dy, "y", y)
    mean = np.vecdot(dy, y)[..., np.newaxis]  # (..., 1)  of dy, weighed by y
    return over_temperature(y * (dy - mean), T)  # (..., K)


class LogSoftmaxCache(NamedTuple):
    """The output itself, no copy: 0 new bytes; backward takes e^y, one exp more."""

    y: np.ndarray  # (..., K)


def log_softmax_forward(logits):
    """Logarithms of the probabilities: y_i = z_i - log sum_k e^z_k.

    Parameters
    ----------
    logits : ndarray of shape (..., K) with K >= 1, float32 or float64
        For a temperature T pass logits / T.

    Returns
    -------
    y : of the shape and dtype of the logits
        At most 0, and finite where log(softmax(z)) is already -inf.
    cache : LogSoftmaxCache
    """
    expect_logits(logits)
    y = logits - logits.max(axis=-1, keepdims=True)  # (..., K)  at most 0
    y -= np.log(np.exp(y).sum(axis=-1, keepdims=True))  # (..., K)
    return y, LogSoftmaxCache(y)


def log_softmax_backward(dy, cache):
    """Pull back through log-softmax: dlogits_j = dy_j - e^y_j sum_i dy_i.

    Parameters
    ----------
    dy : ndarray with the shape and dtype of y
    cache : LogSoftmaxCache

    Returns
    -------
    dlogits : of the same shape
    """
    y = cache.y
    expect_like("dy", dy, "y", y)
    return dy - np.exp(y) * dy.sum(axis=-1, keepdims=True)  # (..., K)


class LogSumExpCache(NamedTuple):
    """The input, no copy, and the output: backward recomputes the exponentials."""

    logits: np.ndarray  # (..., K)
    y: np.ndarray  # (...)


def logsumexp_forward(logits):
    """Smooth maximum of each row: y = log sum_k e^z_k.

    Parameters
    ----------
    logits : ndarray of shape (..., K) with K >= 1, float32 or float64

    Returns
    -------
    y : of shape (...) and the dtype of the logits
        From max to max + log K. A row of -inf alone gives -inf: it sums nothing.
    cache : LogSumExpCache
    """
    expect_logits(logits)
    top = logits.max(axis=-1, keepdims=True)  # (..., 1)
    top = np.where(np.isinf(top), 0, top)  # (..., 1)  no inf - inf
    sums = np.exp(logits - top).sum(axis=-1, keepdims=True)  # (..., 1)
    with np.errstate(divide="ignore"):  # log 0 of a masked row
        y = (top + np.log(sums))[..., 0]  # (...)
    return y, LogSumExpCache(logits, y)


def logsumexp_backward(dy, cache):
    """Pull back through log-sum-exp: dlogits_j = dy · e^(z_j - y), dy times softmax.

    Parameters
    ----------
    dy : ndarray with the shape and dtype of y
    cache : LogSumExpCache

    Returns
    -------
    dlogits : of the shape of the logits
        In a row of -inf alone it is nan: there e^(z - y) is 0 / 0.
    """
    logits, y = cache
    expect_like("dy", dy, "y", y)
    probs = np.exp(logits - y[..., np.newaxis])  # (..., K)
    return dy[..., np.newaxis] * probs  # (..., K)
