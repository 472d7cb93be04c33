"""Five wrong versions of a gradient that every check must refuse."""

import numpy as np

KINDS = ("sign flipped", "doubled", "zeroed", "rolled", "off by 1e-5")


def mutants_of(gradient, rng):
    """Return the wrong versions of a gradient, by what was done to it.

    Parameters
    ----------
    gradient : ndarray
    rng : numpy.random.Generator
        Chooses how far to roll, and the one entry that is off by 1e-5 of the largest.

    Returns
    -------
    mutants : dict of str to ndarray
        The five of KINDS. "rolled" is left out where rolling changes nothing: for a
        single entry, or entries that are all equal.
    """
    gradient = np.asarray(gradient)
    off = gradient.copy()
    off.flat[rng.integers(off.size)] += 1e-5 * np.abs(gradient).max()
    mutants = {
        "sign flipped": -gradient,
        "doubled": 2 * gradient,
        "zeroed": np.zeros_like(gradient),
        "rolled": _rolled(gradient, rng),
        "off by 1e-5": off,
    }
    if np.array_equal(mutants["rolled"], gradient):
        del mutants["rolled"]
    return mutants


def _rolled(gradient, rng):
    """Move every entry on by a random number of places, wrapping round."""
    if gradient.size < 2:
        return gradient
    return np.roll(gradient.ravel(), rng.integers(1, gradient.size)).reshape(
        gradient.shape
    )
