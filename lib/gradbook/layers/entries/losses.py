"""Rows for the losses, with mistakes people make in their backwards."""

from ..elementwise import sigmoid_forward
from ..losses import binary_cross_entropy_backward, binary_cross_entropy_forward
from .layer import Layer


def sample(rng):
    """Draw logits (N, D) and soft targets: 0 and 1 alone would hide a swapped t."""
    N, D = rng.choice(range(2, 8), size=2, replace=False)
    logits = 1.5 * rng.standard_normal((N, D))
    return {"logits": logits, "targets": rng.uniform(0, 1, (N, D))}


def _mean_forgotten(dloss, cache):
    """Sum over the entries instead of averaging."""
    probs, _ = sigmoid_forward(cache.logits)
    return dloss * (probs - cache.targets)


def _mean_over_rows_only(dloss, cache):
    """Divide by the batch size alone."""
    probs, _ = sigmoid_forward(cache.logits)
    return dloss * (probs - cache.targets) / len(probs)


def _swapped(dloss, cache):
    """Subtract in the wrong order."""
    return -binary_cross_entropy_backward(dloss, cache)


def _targets_flipped(dloss, cache):
    """Score the other class."""
    flipped = cache._replace(targets=1 - cache.targets)
    return binary_cross_entropy_backward(dloss, flipped)


def _stops_at_probs(dloss, cache):
    """Return dL/dprobs: the sigmoid's own slope is forgotten."""
    probs, _ = sigmoid_forward(cache.logits)
    dlogits = binary_cross_entropy_backward(dloss, cache)
    return dlogits / (probs * (1 - probs))


def _slope_twice(dloss, cache):
    """Multiply by s(1 - s) although the loss has cancelled it."""
    probs, _ = sigmoid_forward(cache.logits)
    return binary_cross_entropy_backward(dloss, cache) * probs * (1 - probs)


BINARY_CROSS_ENTROPY_MUTANTS = {
    "1/N forgotten": _mean_forgotten,
    "divided by the rows, not the entries": _mean_over_rows_only,
    "t - s, the order swapped": _swapped,
    "1 - t for t": _targets_flipped,
    "dL/dprobs, the sigmoid forgotten": _stops_at_probs,
    "s(1 - s) once too often": _slope_twice,
}

ROWS = {
    "binary_cross_entropy": Layer(
        binary_cross_entropy_forward,
        binary_cross_entropy_backward,
        sample,
        ("logits",),
        BINARY_CROSS_ENTROPY_MUTANTS,
        torch="F.binary_cross_entropy_with_logits(logits, targets)",
        derivations=("binary-cross-entropy", "binary-cross-entropy-stable"),
    ),
}
