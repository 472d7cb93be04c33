"""Columns for the agreement table: inputs in by name, a dict of gradients out.

The inputs are the forward's own and one more, the gradient arriving from above, under
any name: ``dy``, or ``dloss`` for a loss.
"""

import inspect

import numpy as np

from ..shapes import expect_float64, expect_shape
from .numeric import central_difference

DIFFERENCES_HOLD_TO = 1e-7


def by_hand(forward, backward, wrt):
    """Make a column from a forward and backward pair.

    Parameters
    ----------
    forward, backward : callables
        forward(**inputs) -> (y, cache) and backward(dy, cache) -> gradients.
    wrt : str, or sequence of str
        The inputs that get a gradient, in the order in which backward returns them.

    Returns
    -------
    column : callable, **inputs -> dict
    """
    wrt = names_of(wrt)

    def column(**inputs):
        dy, inputs = _split_upstream(forward, inputs)
        _, cache = forward(**inputs)
        return named_gradients(wrt, backward(dy, cache))

    return column


def differences(forward, wrt, step=1e-5, tol=DIFFERENCES_HOLD_TO):
    """Make a column of central differences of the scalar sum(dy * y), in float64.

    Parameters
    ----------
    forward : callable
        forward(**inputs) -> (y, cache); only y is read.
    wrt : str, or sequence of str
    step : float
    tol : float
        How closely the table may expect these differences to agree: column.tol.

    Returns
    -------
    column : callable, **inputs -> dict
    """
    wrt = names_of(wrt)

    def column(**inputs):
        dy, inputs = _split_upstream(forward, inputs)
        return difference_gradients(forward, inputs, wrt, dy, step)

    column.tol = tol
    return column


def difference_gradients(forward, inputs, wrt, dy, step=1e-5):
    """Return the gradients of sum(dy * y) by central differences, by name."""
    for name in wrt:
        expect_float64(name, inputs[name])

    def scalar_loss(name, value):
        y, _ = forward(**{**inputs, name: value})
        expect_shape("dy", np.asarray(dy), np.shape(y), "the shape of y")
        return (dy * y).sum()

    return {
        f"d{name}": central_difference(
            lambda value, name=name: scalar_loss(name, value), inputs[name], step
        )
        for name in wrt
    }


def named_gradients(wrt, gradients):
    """Put backward's return, one bare array or a tuple, under the names d<input>."""
    if not isinstance(gradients, tuple):
        gradients = (gradients,)
    if len(gradients) != len(wrt):
        wanted = f"expected {len(wrt)} gradients ({', '.join(wrt)})"
        raise ValueError(f"backward: {wanted}, got {len(gradients)}")
    return {f"d{name}": grad for name, grad in zip(wrt, gradients, strict=True)}


def names_of(wrt):
    """Return wrt as a tuple; one name may come as a bare string."""
    return (wrt,) if isinstance(wrt, str) else tuple(wrt)


def _split_upstream(forward, inputs):
    """Split inputs into the one that forward does not take, and those it does."""
    own = inspect.signature(forward).parameters
    others = [name for name in inputs if name not in own]
    if len(others) != 1:
        wanted = f"expected one gradient from above beside {', '.join(own)}"
        raise ValueError(f"inputs: {wanted}, got {', '.join(others) or 'none'}")
    (upstream,) = others
    return inputs[upstream], {name: inputs[name] for name in inputs if name in own}
