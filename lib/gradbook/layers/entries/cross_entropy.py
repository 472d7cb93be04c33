"""Rows for cross-entropy in its uses, with mistakes people make in its backward."""

from functools import partial

import numpy as np

from ..cross_entropy import cross_entropy_backward as backward
from ..cross_entropy import cross_entropy_forward as forward
from .layer import Layer


def sample_classes(rng):
    """Draw logits (N, K) and a class for each row."""
    N, K = rng.choice(range(2, 8), size=2, replace=False)
    logits = 1.5 * rng.standard_normal((N, K))
    return {"logits": logits, "targets": rng.integers(0, K, N)}


def sample_soft(rng):
    """Draw logits (N, K) and soft labels: rows of positive shares that sum to 1."""
    N, K = rng.choice(range(2, 8), size=2, replace=False)
    shares = rng.uniform(0.2, 1, (N, K))
    logits = 1.5 * rng.standard_normal((N, K))
    return {"logits": logits, "targets": shares / shares.sum(axis=1, keepdims=True)}


def _softmax(cache):
    """The probabilities, as a mistaken author has them."""
    return cache.exps / cache.sums


def _p_plus_t(dloss, cache):
    """Add the targets where they are subtracted."""
    N, _ = cache.exps.shape
    return 2 * dloss * _softmax(cache) / N - backward(dloss, cache)


def _batch_normalized(dloss, cache):
    """Divide the exponentials by their sums over the batch."""
    probs = cache.exps / cache.exps.sum(axis=0)
    rate = dloss / len(probs)
    return backward(dloss, cache) + rate * (probs - _softmax(cache))


def _slope_twice(dloss, cache):
    """Multiply by softmax's slope although the loss has cancelled it."""
    probs = _softmax(cache)
    return backward(dloss, cache) * probs * (1 - probs)


def _targets_forgotten(dloss, cache):
    """Return p alone: the numerator's logit is forgotten."""
    return dloss * _softmax(cache) / len(cache.sums)


def _one_class_late(dloss, cache):
    """Count classes from 1."""
    _, K = cache.exps.shape
    return backward(dloss, cache._replace(targets=(cache.targets + 1) % K))


CLASS_MUTANTS = {
    "1/N forgotten": lambda dloss, cache: len(cache.sums) * backward(dloss, cache),
    "1/(N K), a mean over entries": lambda dloss, cache: (
        backward(dloss, cache) / cache.exps.shape[1]
    ),
    "p + t": _p_plus_t,
    "t - p, the order swapped": lambda dloss, cache: -backward(dloss, cache),
    "p alone, t forgotten": _targets_forgotten,
    "p(1 - p) once too often": _slope_twice,
    "softmax over the batch": _batch_normalized,
    "classes counted from 1": _one_class_late,
}


def _hardened(dloss, cache):
    """Replace soft labels by their largest."""
    return backward(dloss, cache._replace(targets=cache.targets.argmax(axis=-1)))


def _targets_normalized_twice(dloss, cache):
    """Take the softmax of targets that are probabilities already."""
    exps = np.exp(cache.targets)
    soft = exps / exps.sum(axis=-1, keepdims=True)
    return backward(dloss, cache._replace(targets=soft))


SOFT_MUTANTS = {
    "soft labels made hard": _hardened,
    "softmax of the labels": _targets_normalized_twice,
    "1/N forgotten": CLASS_MUTANTS["1/N forgotten"],
    "p + t": _p_plus_t,
}


def _smoothing_counted_twice(dloss, cache):
    """Take smoothing/K from every class but leave the target whole."""
    rate = dloss / len(cache.sums) / cache.temperature
    picked = np.arange(len(cache.sums)), cache.targets
    dlogits = backward(dloss, cache)
    dlogits[picked] -= rate * cache.label_smoothing
    return dlogits


def _smoothing_over_the_others(dloss, cache):
    """Share the smoothing among the K - 1 other classes."""
    _, K = cache.exps.shape
    share = cache.label_smoothing * K / (K - 1)
    return backward(dloss, cache._replace(label_smoothing=share))


SMOOTHED_MUTANTS = {
    "smoothing forgotten": lambda dloss, cache: backward(
        dloss, cache._replace(label_smoothing=0.0)
    ),
    "1 - smoothing forgotten": _smoothing_counted_twice,
    "smoothing / (K - 1)": _smoothing_over_the_others,
    "1/T forgotten": lambda dloss, cache: cache.temperature * backward(dloss, cache),
    "T for 1/T": lambda dloss, cache: cache.temperature**2 * backward(dloss, cache),
}

SUMMED_MUTANTS = {
    "divided by N all the same": lambda dloss, cache: backward(
        dloss, cache._replace(reduction="mean")
    ),
    "1/T forgotten": SMOOTHED_MUTANTS["1/T forgotten"],
    "t - p, the order swapped": CLASS_MUTANTS["t - p, the order swapped"],
}

PER_ROW_MUTANTS = {
    "dloss of the first row for all": lambda dloss, cache: backward(
        np.full_like(dloss, dloss[0]), cache
    ),
    "the rows' mean of dloss": lambda dloss, cache: backward(
        np.full_like(dloss, dloss.mean()), cache
    ),
    "divided by N": lambda dloss, cache: backward(dloss, cache) / len(dloss),
}

smoothed_forward = partial(forward, label_smoothing=0.2, temperature=1.5)
summed_forward = partial(forward, temperature=0.7, reduction="sum")
per_row_forward = partial(forward, reduction="none")

WRT = ("logits",)

ROWS = {
    "cross_entropy": Layer(
        forward,
        backward,
        sample_classes,
        WRT,
        CLASS_MUTANTS,
        torch="F.cross_entropy(logits, targets)",
        derivations=("softmax-cross-entropy",),
    ),
    "cross_entropy: soft labels": Layer(
        forward,
        backward,
        sample_soft,
        WRT,
        SOFT_MUTANTS,
        torch="F.cross_entropy(logits, targets)",
    ),
    "cross_entropy: smoothing 0.2, T = 1.5": Layer(
        smoothed_forward,
        backward,
        sample_classes,
        WRT,
        SMOOTHED_MUTANTS,
        torch="F.cross_entropy(logits / 1.5, targets, label_smoothing=0.2)",
        derivations=("cross-entropy-smoothed",),
    ),
    "cross_entropy: soft, sum, T = 0.7": Layer(
        summed_forward,
        backward,
        sample_soft,
        WRT,
        SUMMED_MUTANTS,
        torch="F.cross_entropy(logits / 0.7, targets, reduction='sum')",
    ),
    "cross_entropy: per row": Layer(
        per_row_forward,
        backward,
        sample_classes,
        WRT,
        PER_ROW_MUTANTS,
        torch="F.cross_entropy(logits, targets, reduction='none')",
    ),
}
