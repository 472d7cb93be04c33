"""Rows for the penalties on the weights, with mistakes people make in them."""

from functools import partial

import numpy as np

from ..l2_regularization import (
    l1_penalty_backward,
    l1_penalty_forward,
    l2_penalty_backward,
    l2_penalty_forward,
)
from .layer import Layer

LAM = 0.7  # not 1, which hides a lam forgotten, and not 2 nor 1/2, which hide a half


def sample(rng):
    """Draw weights (D, M), none of them within 0.1 of the kink at 0."""
    D, M = rng.choice(range(2, 8), size=2, replace=False)
    w = rng.standard_normal((D, M))
    return {"w": w + 0.1 * np.sign(w)}


def _half_forgotten(dloss, cache):
    """Differentiate lam times the sum of the squares: the half is missing."""
    return 2 * l2_penalty_backward(dloss, cache)


def _half_kept(dloss, cache):
    """Keep the half although the square's 2 has cancelled it."""
    return l2_penalty_backward(dloss, cache) / 2


def _lam_forgotten(dloss, cache):
    """Return the weights."""
    return dloss * cache.w


def _mean(dloss, cache):
    """Average over the weights: a penalty is a sum."""
    return l2_penalty_backward(dloss, cache) / cache.w.size


def _of_the_norm(dloss, cache):
    """Differentiate lam times the norm, not the square of it."""
    return l2_penalty_backward(dloss, cache) / np.linalg.norm(cache.w)


def _weights_grow(dloss, cache):
    """Subtract where descent will subtract again: the weights grow."""
    return -l2_penalty_backward(dloss, cache)


L2_MUTANTS = {
    "2 lam w, the half forgotten": _half_forgotten,
    "lam w / 2, the half kept": _half_kept,
    "w, lam forgotten": _lam_forgotten,
    "divided by the number of weights": _mean,
    "w / ||w||, the square forgotten": _of_the_norm,
    "-lam w, the weights grow": _weights_grow,
}


def _in_proportion(dloss, cache):
    """Take L2's gradient for L1's."""
    return dloss * cache.lam * cache.w


def _ones(dloss, cache):
    """Forget the sign."""
    return dloss * cache.lam * np.ones_like(cache.w)


def _size(dloss, cache):
    """Return |w| instead of its slope."""
    return dloss * cache.lam * np.abs(cache.w)


def _one_sided(dloss, cache):
    """Take ReLU's slope: negative weights feel nothing."""
    return dloss * cache.lam * (cache.w > 0)


L1_MUTANTS = {
    "lam w for lam sign(w)": _in_proportion,
    "lam, the sign forgotten": _ones,
    "lam |w|, no derivative": _size,
    "0 where w < 0": _one_sided,
}

ROWS = {
    f"l2_penalty: lambda = {LAM}": Layer(
        partial(l2_penalty_forward, lam=LAM),
        l2_penalty_backward,
        sample,
        ("w",),
        L2_MUTANTS,
        torch="0.35 * torch.linalg.vector_norm(w) ** 2",
        derivations=("l2-penalty",),
    ),
    f"l1_penalty: lambda = {LAM}": Layer(
        partial(l1_penalty_forward, lam=LAM),
        l1_penalty_backward,
        sample,
        ("w",),
        L1_MUTANTS,
        torch="0.7 * torch.linalg.vector_norm(w, ord=1)",
        derivations=("l1-penalty",),
    ),
}
