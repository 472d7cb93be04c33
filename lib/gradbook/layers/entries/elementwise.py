"""Rows for sigmoid, tanh and softplus, with mistakes people make in their backwards."""

import numpy as np

from ..elementwise import (
    sigmoid_backward,
    sigmoid_forward,
    softplus_backward,
    softplus_forward,
    tanh_backward,
    tanh_forward,
)
from .layer import Layer


def sample(rng):
    """Draw x of shape (N, D) where every slope is well away from 0."""
    N, D = rng.choice(range(2, 8), size=2, replace=False)
    return {"x": 1.5 * rng.standard_normal((N, D))}


def _sigmoid_of_output(dy, cache):
    """Take the slope at y as if y were the input."""
    s, _ = sigmoid_forward(cache.y)
    return dy * s * (1 - s)


def _softplus_of_output(dy, cache):
    """Take the slope at y as if y were the input."""
    s, _ = sigmoid_forward(cache.y)
    return dy * s


SIGMOID_MUTANTS = {
    "s(1 + s)": lambda dy, cache: dy * cache.y * (1 + cache.y),
    "1 - s, the factor s forgotten": lambda dy, cache: dy * (1 - cache.y),
    "s(1 - s) taken at the output": _sigmoid_of_output,
    "dy forgotten": lambda dy, cache: cache.y * (1 - cache.y),
}

TANH_MUTANTS = {
    "1 - y, the square forgotten": lambda dy, cache: dy * (1 - cache.y),
    "1 + y²": lambda dy, cache: dy * (1 + cache.y * cache.y),
    "1 - tanh² taken at the output": lambda dy, cache: dy / np.cosh(cache.y) ** 2,
    "y(1 - y), the sigmoid's": lambda dy, cache: dy * cache.y * (1 - cache.y),
}

SOFTPLUS_MUTANTS = {
    "sigmoid(-x)": lambda dy, cache: dy * np.exp(-cache.y),
    "sigmoid taken at the output": _softplus_of_output,
    "1, as for max(x, 0)": lambda dy, cache: dy * (cache.y > np.log(2)),
}

ROWS = {
    "sigmoid": Layer(
        sigmoid_forward,
        sigmoid_backward,
        sample,
        ("x",),
        SIGMOID_MUTANTS,
        torch="torch.sigmoid(x)",
        derivations=("sigmoid", "sigmoid-bound"),
    ),
    "tanh": Layer(
        tanh_forward,
        tanh_backward,
        sample,
        ("x",),
        TANH_MUTANTS,
        torch="torch.tanh(x)",
        derivations=("tanh",),
    ),
    "softplus": Layer(
        softplus_forward,
        softplus_backward,
        sample,
        ("x",),
        SOFTPLUS_MUTANTS,
        torch="F.softplus(x)",
    ),
}
