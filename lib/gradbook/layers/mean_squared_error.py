"""Mean squared error: the loss of regression, and the smallest backward of all."""

from typing import NamedTuple

import numpy as np

from ..shapes import (
    RangeError,
    expect_entries,
    expect_float,
    expect_like,
    expect_scalar,
)

REDUCTIONS = ("mean", "sum", "none")


class MeanSquaredErrorCache(NamedTuple):
    """N new numbers, the errors: predictions and targets may both be freed."""

    errors: np.ndarray  # (...)
    reduction: str


def mean_squared_error_forward(predictions, targets, reduction="mean"):
    """Score predictions p against targets t: mean of (p - t)² over all N entries.

    Parameters
    ----------
    predictions : ndarray of any shape, float32 or float64
    targets : ndarray of the same shape and dtype
        The shapes must be equal: (N, 1) against (N,) would broadcast to (N, N).
    reduction : "mean", "sum" or "none"
        Over all entries, rows and columns alike. The mean of no entries is an error,
        their sum is 0.

    Returns
    -------
    loss : scalar, or of the shape of predictions for "none"; of their dtype
    cache : MeanSquaredErrorCache

    Raises
    ------
    RangeError
        For another reduction.

    Notes
    -----
    PyTorch's mse_loss: no factor 1/2. Half of it, (p - t)²/2, is as common on paper,
    for its slope is p - t without the 2; so is a mean over the rows alone, which is M
    times as much where a row has M outputs. A learning rate carries over from one
    convention to another only with the factor between them.

    The dot product of the errors with themselves would need no array of squares, but
    it adds float32 numbers one after the other: at N = 2^24 it is off by 7e-5. NumPy's
    sum adds in pairs and is right to a few eps.
    """
    expect_float("predictions", predictions)
    expect_like("targets", targets, "predictions", predictions)
    _expect_reduction(predictions, reduction)
    errors = predictions - targets  # (...)
    cache = MeanSquaredErrorCache(errors, reduction)
    squares = errors * errors  # (...)
    if reduction == "none":
        return squares, cache
    return squares.mean() if reduction == "mean" else squares.sum(), cache


def mean_squared_error_backward(dloss, cache):
    """Pull dloss back to the predictions: dpredictions = 2 · dloss · (p - t) / N.

    The targets are data and get no gradient.

    Parameters
    ----------
    dloss : number or scalar; for the reduction "none" of the shape of predictions
        1.0 when the loss is the last step.
    cache : MeanSquaredErrorCache

    Returns
    -------
    dpredictions : of the shape and dtype of predictions

    Notes
    -----
    For the sum and for "none" there is no 1/N. The gradient grows with the error and
    has no bound: one wild target outweighs the rest.
    """
    errors, reduction = cache
    if reduction == "none":
        expect_like("dloss", dloss, "loss", errors)
        return 2 * dloss * errors  # (...)
    expect_scalar("dloss", dloss, "predictions", errors)
    rate = 2 * dloss / errors.size if reduction == "mean" else 2 * dloss  # ()
    return rate * errors  # (...)


def _expect_reduction(predictions, reduction):
    """Raise for an unknown reduction, or a mean of no entries."""
    if reduction not in REDUCTIONS:
        wanted = ", ".join(REDUCTIONS)
        raise RangeError(f"reduction: expected one of {wanted}, got {reduction!r}")
    if reduction == "mean":
        expect_entries("predictions", predictions)
