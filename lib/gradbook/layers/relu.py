"""ReLU and leaky ReLU: maps with a kink at 0.

Both save their output, not their input. The sign of the output tells which side of 0
the input was on, and the next layer keeps the output anyway.
"""

from typing import NamedTuple

import numpy as np

from ..shapes import expect_float, expect_like, expect_number


class ReluCache(NamedTuple):
    """The output itself, no copy: 0 new bytes, and x is not kept."""

    y: np.ndarray  # (...)


def relu_forward(x):
    """Keep what is positive: y = max(x, 0).

    Parameters
    ----------
    x : ndarray of any shape, float32 or float64
        inf gives inf, -inf gives 0; nan stays nan.

    Returns
    -------
    y : of the shape and dtype of x
    cache : ReluCache
    """
    expect_float("x", x)
    y = np.maximum(x, 0)  # (...)
    return y, ReluCache(y)


def relu_backward(dy, cache):
    """Pull the gradient back through y = max(x, 0): dx = dy where y > 0, else 0.

    Parameters
    ----------
    dy : ndarray with the shape and dtype of y
    cache : ReluCache

    Returns
    -------
    dx : of the same shape

    Notes
    -----
    At x = 0 there is no derivative. We choose 0, and so does PyTorch; any number in
    [0, 1] is a subgradient. dy is selected, not multiplied: inf times 0 is nan.
    """
    y = cache.y
    expect_like("dy", dy, "y", y)
    return np.where(y > 0, dy, 0)  # (...)


class LeakyReluCache(NamedTuple):
    """The output itself and one number; x is not kept."""

    y: np.ndarray  # (...)
    slope: float


def leaky_relu_forward(x, slope=0.01):
    """Keep what is positive and a little of the rest: y = max(x, slope · x).

    Parameters
    ----------
    x : ndarray of any shape, float32 or float64
        inf gives inf, -inf gives -inf; nan stays nan.
    slope : float
        The slope where x < 0, between 0 and 1.

    Returns
    -------
    y : of the shape and dtype of x
    cache : LeakyReluCache

    Notes
    -----
    A slope above 0 keeps the sign, so that y tells backward where x > 0. A negative
    slope would lose it.
    """
    expect_float("x", x)
    expect_number("slope", slope, 0, 1, "()")
    slope = float(slope)  # a NumPy number would turn float32 into float64
    y = np.maximum(x, slope * x)  # (...)
    return y, LeakyReluCache(y, slope)


def leaky_relu_backward(dy, cache):
    """Pull back through y = max(x, slope · x): dx = dy where y > 0, else slope · dy.

    Parameters
    ----------
    dy : ndarray with the shape and dtype of y
    cache : LeakyReluCache

    Returns
    -------
    dx : of the same shape

    Notes
    -----
    At x = 0 we choose the slope of the negative side, and so does PyTorch.
    """
    y, slope = cache
    expect_like("dy", dy, "y", y)
    return np.where(y > 0, dy, slope * dy)  # (...)
