"""Losses: they end in one number, and they alone divide by N."""

from typing import NamedTuple

import numpy as np

from ..shapes import (
    expect_entries,
    expect_float,
    expect_like,
    expect_scalar,
    expect_within,
)
from .elementwise import sigmoid_forward


class BinaryCrossEntropyCache(NamedTuple):
    """The two inputs, no copies: 0 new bytes; backward recomputes the sigmoid."""

    logits: np.ndarray  # (...)
    targets: np.ndarray  # (...)


def binary_cross_entropy_forward(logits, targets):
    """Mean of -t log s(z) - (1 - t) log(1 - s(z)) over all N entries, from logits z.

    Parameters
    ----------
    logits : ndarray of any shape with at least one entry, float32 or float64
    targets : ndarray of the same shape and dtype
        In [0, 1]; values between (soft targets) are allowed, nan is not.

    Returns
    -------
    loss : scalar of the same dtype
    cache : BinaryCrossEntropyCache

    Raises
    ------
    RangeError
        If a target lies outside [0, 1].

    Notes
    -----
    The entry's loss is softplus(z) - t z, written without cancellation: |z| times the
    target mass on the *other* side of zero, plus log(1 + e^-|z|). Both terms are at
    least 0. An infinite logit costs 0 if its target agrees and inf if not; a nan
    logit makes the loss nan.
    """
    expect_float("logits", logits)
    expect_like("targets", targets, "logits", logits)
    expect_entries("logits", logits)
    expect_within("targets", targets, 0, 1)
    size = np.abs(logits)  # (...)  |z|
    other = np.abs((logits > 0) - targets)  # (...)  1 - t where z > 0, else t
    with np.errstate(invalid="ignore"):  # 0 · inf is nan, and fmax takes the 0
        miss = np.fmax(other * size, 0)  # (...)
    losses = miss + np.log1p(np.exp(-size))  # (...)
    return losses.mean(), BinaryCrossEntropyCache(logits, targets)


def binary_cross_entropy_backward(dloss, cache):
    """Pull dloss back to the logits: dlogits = dloss · (s(z) - t) / N.

    The targets are data and get no gradient.

    Parameters
    ----------
    dloss : number, or scalar of the loss's dtype
        1.0 when the loss is the last step.
    cache : BinaryCrossEntropyCache

    Returns
    -------
    dlogits : of the shape and dtype of the logits

    Notes
    -----
    Never larger than dloss / N, however large the logits. For t = 1 and s(z) near 1
    the difference is accurate to eps absolutely, not relatively: 0 once s(z) is 1.
    """
    logits, targets = cache
    expect_scalar("dloss", dloss, "logits", logits)
    probs, _ = sigmoid_forward(logits)  # (...)
    return dloss * (probs - targets) / logits.size  # (...)
