"""Gradients of a scalar function from its values alone."""

import numpy as np

from ..shapes import DtypeError, ShapeError, expect_float64


def central_difference(f, x, step=1e-5):
    """Estimate the gradient of a scalar function by (f(x + h) - f(x - h)) / 2h.

    Parameters
    ----------
    f : callable, array -> scalar
    x : ndarray of any shape, float64
        In float32 rounding leaves about two correct digits, too few for a check.
    step : float
        Truncation costs h², rounding eps/h: 1e-5 is near the best for entries of
        size 1.

    Returns
    -------
    dx : ndarray with the shape of x
        Two calls of f per entry; f gets a copy and cannot change x.
    """
    expect_float64("x", x)
    x = np.asarray(x)
    dx = np.empty_like(x)
    for index in np.ndindex(x.shape):
        above = _real_scalar(f(_nudged(x, index, step)))
        below = _real_scalar(f(_nudged(x, index, -step)))
        dx[index] = (above - below) / (2 * step)
    return dx


def complex_step(f, x, step=1e-30):
    """Compute the gradient of a scalar function by Im f(x + ih) / h.

    Nothing is subtracted, so nothing cancels: the result is exact to rounding. But f
    must be analytic in its code: no abs, no maximum, no comparison on the way.

    Parameters
    ----------
    f : callable, complex array -> complex scalar
    x : ndarray of any shape, float64
    step : float

    Returns
    -------
    dx : ndarray with the shape of x
    """
    expect_float64("x", x)
    x = np.asarray(x)
    dx = np.empty_like(x)
    for index in np.ndindex(x.shape):
        value = np.asarray(f(_nudged(x.astype(np.complex128), index, 1j * step)))
        if not np.iscomplexobj(value):
            got = f"got {value.dtype}; abs and maximum drop the imaginary part"
            raise DtypeError(f"f(x): expected a complex value, {got}")
        dx[index] = _scalar(value).imag / step
    return dx


def _nudged(x, index, step):
    """Return a copy of x with one entry moved by step."""
    x = x.copy()
    x[index] += step
    return x


def _scalar(value):
    """Return the 0-d value, or raise."""
    if np.shape(value) != ():
        got = np.shape(value)
        raise ShapeError(f"f(x): expected a scalar, got an array of shape {got}")
    return value


def _real_scalar(value):
    """Return the 0-d real value, or raise."""
    if np.iscomplexobj(value):
        raise DtypeError("f(x): expected a real value, got a complex one")
    return _scalar(value)
