"""The gradient check of one forward and backward pair."""

import numpy as np

from .columns import difference_gradients, named_gradients, names_of
from .comparison import compare, expect_comparable, expect_telling


def check_backward(forward, backward, inputs, *, wrt=None, rng, tol=1e-7):
    """Compare a backward with central differences along a random upstream gradient.

    dy is random because ones hide mistakes: with dy = 1 the true gradient of softmax is
    0, so any multiple of it passes.

    Parameters
    ----------
    forward : callable
        forward(**inputs) -> (y, cache).
    backward : callable
        backward(dy, cache) -> one array, or a tuple in the order of wrt.
    inputs : dict of str to ndarray
        Float64 where a gradient is wanted, and off kinks.
    wrt : str, or sequence of str, optional
        The inputs that get a gradient; all of them when left out.
    rng : numpy.random.Generator
    tol : float
        Bound on max |by hand - by differences| / max |by differences|.

    Returns
    -------
    errors : dict of str to float
        By gradient's name, as {"dx": 3e-11}.

    Raises
    ------
    GradientError
        If an error is not below tol; nan never is.
    VacuousCheck
        If a reference is about 0, so that a wrong answer would pass.
    """
    wrt = names_of(inputs if wrt is None else wrt)
    y, cache = forward(**inputs)
    dy = np.asarray(rng.standard_normal(np.shape(y)))
    by_hand = named_gradients(wrt, backward(dy, cache))
    references = difference_gradients(forward, inputs, wrt, dy)
    return {
        name: _error(name, by_hand[name], reference, tol)
        for name, reference in references.items()
    }


def _error(name, gradient, reference, tol):
    """Return one gradient's error relative to its reference, or raise."""
    labels = "by hand", "by differences"
    expect_comparable(name, labels[0], gradient, labels[1], reference)
    expect_telling(name, reference)
    scale = np.abs(reference).max()
    return compare(
        name, labels[0], gradient, labels[1], reference, scale=scale, tol=tol
    )
