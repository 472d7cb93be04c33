"""Rows for softmax and its relatives, with mistakes people make in their backwards."""

from functools import partial

import numpy as np

from ..softmax import (
    log_softmax_backward,
    log_softmax_forward,
    logsumexp_backward,
    logsumexp_forward,
    softmax_backward,
    softmax_forward,
)
from .layer import Layer


def sample(rng):
    """Draw logits (N, K), every probability well away from 0 and 1."""
    N, K = rng.choice(range(2, 8), size=2, replace=False)
    return {"logits": 1.5 * rng.standard_normal((N, K))}


def _one_minus_dropped(dy, cache):
    """Keep only -p_i p_j: the delta of the Jacobian is forgotten."""
    y, T = cache
    return -y * np.vecdot(dy, y)[:, np.newaxis] / T


def _squares(dy, cache):
    """Put p_i² for p_i p_j, a sum over i, in the Jacobian's second term."""
    y, T = cache
    return (dy * y - np.vecdot(dy, y * y)[:, np.newaxis]) / T


def _over_the_batch(dy, cache):
    """Sum over the rows instead of the classes."""
    y, T = cache
    return y * (dy - (dy * y).sum(axis=0)) / T


def _transposed_product(dy, cache):
    """Weigh dy by the column's probability: y_j sum_i dy_i, not sum_i dy_i y_i."""
    y, T = cache
    return y * (dy - y * dy.sum(axis=-1, keepdims=True)) / T


SOFTMAX_MUTANTS = {
    "p(1 - p), the sigmoid's: other classes forgotten": lambda dy, cache: (
        dy * cache.y * (1 - cache.y) / cache.temperature
    ),
    "p_i² for p_i p_j": _squares,
    "delta forgotten: -p_i p_j alone": _one_minus_dropped,
    "p_j alone: only the numerator depends on z": lambda dy, cache: (
        dy * cache.y / cache.temperature
    ),
    "summed over the batch": _over_the_batch,
    "the wrong p under the sum": _transposed_product,
}

TEMPERATURE_MUTANTS = {
    "1/T forgotten": lambda dy, cache: cache.temperature * softmax_backward(dy, cache),
    "T for 1/T": lambda dy, cache: cache.temperature**2 * softmax_backward(dy, cache),
    "1/T²": lambda dy, cache: softmax_backward(dy, cache) / cache.temperature,
}

LOG_SOFTMAX_MUTANTS = {
    "log p for p": lambda dy, cache: dy - cache.y * dy.sum(axis=-1, keepdims=True),
    "dy inside the sum forgotten": lambda dy, cache: dy - np.exp(cache.y),
    "dy outside the sum: (1 - p) dy": lambda dy, cache: dy * (1 - np.exp(cache.y)),
    "summed over the batch": lambda dy, cache: dy - np.exp(cache.y) * dy.sum(axis=0),
    "softmax's own": lambda dy, cache: softmax_backward(
        dy, softmax_forward(cache.y)[1]
    ),
}


def _smoothed_over_the_batch(dy, cache):
    """Normalize over the rows instead of the classes."""
    probs, _ = softmax_forward(cache.logits.T)
    return dy[:, np.newaxis] * probs.T


def _hard_maximum(dy, cache):
    """Send all of dy to the largest logit."""
    top = cache.logits.max(axis=-1, keepdims=True)
    return dy[:, np.newaxis] * (cache.logits == top)


LOGSUMEXP_MUTANTS = {
    "not normalized: e^z": lambda dy, cache: dy[:, np.newaxis] * np.exp(cache.logits),
    "the hard maximum's": _hard_maximum,
    "1 - p": lambda dy, cache: (
        dy[:, np.newaxis] * (1 - softmax_forward(cache.logits)[0])
    ),
    "dy forgotten": lambda dy, cache: softmax_forward(cache.logits)[0],
    "normalized over the batch": _smoothed_over_the_batch,
}

WRT = ("logits",)
tempered_forward = partial(softmax_forward, temperature=2.5)

ROWS = {
    "softmax": Layer(
        softmax_forward,
        softmax_backward,
        sample,
        WRT,
        SOFTMAX_MUTANTS,
        torch="torch.softmax(logits, dim=-1)",
        derivations=("softmax-jacobian",),
    ),
    "softmax: T = 2.5": Layer(
        tempered_forward,
        softmax_backward,
        sample,
        WRT,
        TEMPERATURE_MUTANTS,
        torch="torch.softmax(logits / 2.5, dim=-1)",
    ),
    "log_softmax": Layer(
        log_softmax_forward,
        log_softmax_backward,
        sample,
        WRT,
        LOG_SOFTMAX_MUTANTS,
        torch="torch.log_softmax(logits, dim=-1)",
    ),
    "logsumexp": Layer(
        logsumexp_forward,
        logsumexp_backward,
        sample,
        WRT,
        LOGSUMEXP_MUTANTS,
        torch="torch.logsumexp(logits, dim=-1)",
        derivations=("log-sum-exp-slope",),
    ),
}
