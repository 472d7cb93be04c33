"""Rows for the mean squared error, with mistakes people make in its backward."""

from functools import partial

import numpy as np

from ..mean_squared_error import mean_squared_error_backward as backward
from ..mean_squared_error import mean_squared_error_forward as forward
from .layer import Layer


def sample(rng):
    """Draw predictions and targets (N, M): two sizes, so that each mean shows."""
    N, M = rng.choice(range(2, 8), size=2, replace=False)
    predictions, targets = rng.standard_normal((2, N, M))
    return {"predictions": predictions, "targets": targets}


def _rows(cache):
    """The number of rows."""
    return len(cache.errors)


def _summed_over_an_axis(axis):
    """Add the errors along an axis, as if one parameter were shared along it."""

    def wrong(dloss, cache):
        totals = cache.errors.sum(axis=axis, keepdims=True)
        shared = np.broadcast_to(totals, cache.errors.shape)
        return backward(dloss, cache._replace(errors=shared))

    return wrong


def _not_differentiated(dloss, cache):
    """Return the squared errors: the power rule is forgotten."""
    squares = cache.errors * cache.errors
    return dloss * squares / cache.errors.size


def _sign_alone(dloss, cache):
    """Return the slope of the absolute error."""
    return dloss * np.sign(cache.errors) / cache.errors.size


MEAN_MUTANTS = {
    "2 forgotten, the slope of half the loss": lambda dloss, cache: (
        backward(dloss, cache) / 2
    ),
    "1/N forgotten": lambda dloss, cache: cache.errors.size * backward(dloss, cache),
    "divided by the rows, not the entries": lambda dloss, cache: (
        backward(dloss, cache) * cache.errors.size / _rows(cache)
    ),
    "divided by the columns, not the entries": lambda dloss, cache: (
        backward(dloss, cache) * _rows(cache)
    ),
    "t - p, the order swapped": lambda dloss, cache: -backward(dloss, cache),
    "errors summed over the rows": _summed_over_an_axis(0),
    "errors summed over the columns": _summed_over_an_axis(1),
    "squares not differentiated": _not_differentiated,
    "the slope of |p - t|": _sign_alone,
}

SUM_MUTANTS = {
    "divided by N all the same": lambda dloss, cache: (
        backward(dloss, cache) / cache.errors.size
    ),
    "2 forgotten, the slope of half the loss": MEAN_MUTANTS[
        "2 forgotten, the slope of half the loss"
    ],
    "t - p, the order swapped": MEAN_MUTANTS["t - p, the order swapped"],
}

PER_ENTRY_MUTANTS = {
    "divided by N": SUM_MUTANTS["divided by N all the same"],
    "the mean of dloss for all": lambda dloss, cache: backward(
        np.full_like(dloss, dloss.mean()), cache
    ),
    "dloss forgotten": lambda dloss, cache: 2 * cache.errors,
    "2 forgotten, the slope of half the loss": MEAN_MUTANTS[
        "2 forgotten, the slope of half the loss"
    ],
}

WRT = ("predictions",)
sum_forward = partial(forward, reduction="sum")
per_entry_forward = partial(forward, reduction="none")

ROWS = {
    "mean_squared_error": Layer(
        forward,
        backward,
        sample,
        WRT,
        MEAN_MUTANTS,
        torch="F.mse_loss(predictions, targets)",
        derivations=("mean-squared-error",),
    ),
    "mean_squared_error: sum": Layer(
        sum_forward,
        backward,
        sample,
        WRT,
        SUM_MUTANTS,
        torch="F.mse_loss(predictions, targets, reduction='sum')",
    ),
    "mean_squared_error: per entry": Layer(
        per_entry_forward,
        backward,
        sample,
        WRT,
        PER_ENTRY_MUTANTS,
        torch="F.mse_loss(predictions, targets, reduction='none')",
    ),
}
