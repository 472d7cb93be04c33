"""Rows for ReLU and leaky ReLU, with mistakes people make in their backwards."""

from functools import partial

import numpy as np

from ..relu import (
    leaky_relu_backward,
    leaky_relu_forward,
    relu_backward,
    relu_forward,
)
from .layer import Layer


def sample(rng):
    """Draw x of shape (N, D), half of it on either side of the kink and none near."""
    N, D = rng.choice(range(2, 8), size=2, replace=False)
    sides = rng.permutation(np.arange(N * D) % 2 * 2 - 1).reshape(N, D)
    return {"x": sides * rng.uniform(0.1, 2.0, (N, D))}


RELU_MUTANTS = {
    "1 everywhere": lambda dy, cache: dy + 0 * cache.y,
    "where dy > 0, not y": lambda dy, cache: np.where(dy > 0, dy, 0),
    "the other side": lambda dy, cache: np.where(cache.y > 0, 0, dy),
    "dy forgotten": lambda dy, cache: (cache.y > 0).astype(cache.y.dtype),
    "y in place of its sign": lambda dy, cache: dy * cache.y,
}

LEAKY_RELU_MUTANTS = {
    "0 where x < 0": lambda dy, cache: np.where(cache.y > 0, dy, 0),
    "1 everywhere": lambda dy, cache: dy + 0 * cache.y,
    "sides swapped": lambda dy, cache: np.where(cache.y > 0, cache.slope * dy, dy),
    "the slope's sign": lambda dy, cache: np.where(cache.y > 0, dy, -cache.slope * dy),
    "dy forgotten": lambda dy, cache: np.where(cache.y > 0, 1.0, cache.slope),
}

ROWS = {
    "relu": Layer(
        relu_forward,
        relu_backward,
        sample,
        ("x",),
        RELU_MUTANTS,
        torch="torch.relu(x)",
        derivations=("relu",),
    ),
    "leaky_relu": Layer(
        leaky_relu_forward,
        leaky_relu_backward,
        sample,
        ("x",),
        LEAKY_RELU_MUTANTS,
        torch="F.leaky_relu(x)",
        derivations=("leaky-relu",),
    ),
    "leaky_relu: slope 0.3": Layer(
        partial(leaky_relu_forward, slope=0.3),
        leaky_relu_backward,
        sample,
        ("x",),
        LEAKY_RELU_MUTANTS,
        torch="F.leaky_relu(x, negative_slope=0.3)",
    ),
}
