"""Penalties on the weights: half the sum of their squares, and the sum of their sizes.

A penalty belongs to the loss, so it ends in one number. It is no mean: N does not
occur in it, and its gradient is the same for a batch of any size.
"""

from typing import NamedTuple

import numpy as np

from ..shapes import expect_float, expect_number, expect_scalar


class L2PenaltyCache(NamedTuple):
    """The weights, no copy: 0 new bytes, for the model keeps them anyway."""

    w: np.ndarray  # (...)
    lam: float


class L1PenaltyCache(NamedTuple):
    """The weights, no copy: 0 new bytes. Their signs would be enough."""

    w: np.ndarray  # (...)
    lam: float


def l2_penalty_forward(w, lam):
    """Half of lam times the sum of the squared weights.

    Parameters
    ----------
    w : ndarray of any shape, float32 or float64
        Weights; none of them costs nothing. Biases are left out as a rule.
    lam : number, at least 0
        PyTorch's weight_decay, thanks to the half.

    Returns
    -------
    penalty : scalar of the dtype of w
    cache : L2PenaltyCache
    """
    expect_float("w", w)
    expect_number("lam", lam, 0, np.inf, "[)")
    lam = float(lam)  # a float64 scalar would promote float32
    # added in pairs: one long dot product in float32 loses digits
    return lam / 2 * (w * w).sum(), L2PenaltyCache(w, lam)


def l2_penalty_backward(dloss, cache):
    """Pull dloss back to the weights: dw = dloss · lam w.

    Parameters
    ----------
    dloss : number, or scalar of the penalty's dtype
        1.0 when the penalty is added to the loss as it is.
    cache : L2PenaltyCache

    Returns
    -------
    dw : of the shape and dtype of w
    """
    w, lam = cache
    expect_scalar("dloss", dloss, "w", w)
    return dloss * lam * w  # (...)  in proportion: far weights are pulled more


def l1_penalty_forward(w, lam):
    """Return lam times the sum of the sizes |w|.

    Parameters
    ----------
    w : ndarray of any shape, float32 or float64
    lam : number, at least 0

    Returns
    -------
    penalty : scalar of the dtype of w
    cache : L1PenaltyCache
    """
    expect_float("w", w)
    expect_number("lam", lam, 0, np.inf, "[)")
    lam = float(lam)
    return lam * np.abs(w).sum(), L1PenaltyCache(w, lam)


def l1_penalty_backward(dloss, cache):
    """Pull dloss back to the weights: dw = dloss · lam sign(w).

    Parameters
    ----------
    dloss : number, or scalar of the penalty's dtype
    cache : L1PenaltyCache

    Returns
    -------
    dw : of the shape and dtype of w

    Notes
    -----
    |w| has no slope at w = 0: every number from -1 to 1 is a subgradient there. We
    return 0, the middle one, and so does PyTorch.
    """
    w, lam = cache
    expect_scalar("dloss", dloss, "w", w)
    return dloss * lam * np.sign(w)  # (...)  the same pull at any distance
