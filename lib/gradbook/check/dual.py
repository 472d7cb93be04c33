"""Forward mode: a number that carries its slope through a computation.

A dual number is value + dot ε with ε² = 0. Each operation applies its own rule of
differentiation, so the slope is exact to rounding, with no step to choose.
"""

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from ..shapes import DtypeError, expect_float64, expect_shape

RULES = {  # operation -> its slope by each argument
    np.negative: (lambda x: -1.0,),
    np.add: (lambda x, y: 1.0, lambda x, y: 1.0),
    np.subtract: (lambda x, y: 1.0, lambda x, y: -1.0),
    np.multiply: (lambda x, y: y, lambda x, y: x),
    np.true_divide: (lambda x, y: 1 / y, lambda x, y: -x / (y * y)),
    np.power: (lambda x, n: n * x ** (n - 1), lambda x, n: x**n * np.log(x)),
    np.exp: (np.exp,),
    np.log: (lambda x: 1 / x,),
    np.sin: (np.cos,),
    np.cos: (lambda x: -np.sin(x),),
    np.tanh: (lambda x: 1 - np.tanh(x) ** 2,),
    np.sqrt: (lambda x: 1 / (2 * np.sqrt(x)),),
}


class Dual(NDArrayOperatorsMixin):
    """value + dot ε: an array, and how fast it moves along one direction."""

    def __init__(self, value, dot):
        self.value, self.dot = value, dot

    def __array_ufunc__(self, ufunc, method, *inputs, **settings):
        """Apply an operation to the values, and the chain rule to the dots."""
        if ufunc not in RULES or method != "__call__" or settings:
            raise DtypeError(f"{ufunc.__name__}: expected a rule for its slope")
        values = [a.value if isinstance(a, Dual) else a for a in inputs]
        dots = [
            slope(*values) * a.dot
            for slope, a in zip(RULES[ufunc], inputs, strict=True)
            if isinstance(a, Dual)
        ]
        value = ufunc(*values)
        return Dual(value, sum(dots) * np.ones_like(value))

    def sum(self, axis=None, keepdims=False):
        """Add up entries: their slopes add up alike."""
        parts = (part.sum(axis, keepdims=keepdims) for part in (self.value, self.dot))
        return Dual(*parts)


def pushforward(f, x, x_dot):
    """Return f(x) and how fast it moves when x moves along x_dot: one call of f.

    Parameters
    ----------
    f : callable, Dual -> Dual
        Made of the operations in RULES; any other, as abs, is refused by name.
    x, x_dot : ndarrays of one shape, float64

    Returns
    -------
    y, y_dot : of the shape of f(x)
    """
    for name, array in (("x", x), ("x_dot", x_dot)):
        expect_float64(name, array)
    expect_shape("x_dot", x_dot, x.shape, "the shape of x")
    y = f(Dual(x, x_dot))
    if not isinstance(y, Dual):
        raise DtypeError(f"f(x): expected a dual number, got {type(y).__name__}")
    return y.value, y.dot


def dual_gradient(f, x):
    """Return the gradient of a scalar function, one call of f per entry of x.

    Parameters
    ----------
    f : callable, Dual -> Dual of shape ()
    x : ndarray of any shape, float64

    Returns
    -------
    dx : ndarray with the shape of x
    """
    expect_float64("x", x)
    x = np.asarray(x)
    dx = np.empty_like(x)
    for index in np.ndindex(x.shape):
        x_dot = np.zeros_like(x)
        x_dot[index] = 1.0
        _, y_dot = pushforward(f, x, x_dot)
        expect_shape("f(x)", np.asarray(y_dot), (), "")
        dx[index] = y_dot
    return dx
