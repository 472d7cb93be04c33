"""NumPy forward and backward pairs, one file per family, and the table of them all.

Forward returns (y, cache); backward takes (dy, cache) and returns the gradients in the
order of forward's arguments. Every pair is a row of LAYERS, and tests walk the table.
"""

from .elementwise import (
    SigmoidCache,
    SoftplusCache,
    TanhCache,
    sigmoid_backward,
    sigmoid_forward,
    softplus_backward,
    softplus_forward,
    tanh_backward,
    tanh_forward,
)
from .entries import elementwise as _elementwise
from .entries import losses as _losses
from .entries.layer import Layer
from .losses import (
    BinaryCrossEntropyCache,
    binary_cross_entropy_backward,
    binary_cross_entropy_forward,
)

LAYERS = {**_elementwise.ROWS, **_losses.ROWS}

__all__ = [
    "LAYERS",
    "BinaryCrossEntropyCache",
    "Layer",
    "SigmoidCache",
    "SoftplusCache",
    "TanhCache",
    "binary_cross_entropy_backward",
    "binary_cross_entropy_forward",
    "sigmoid_backward",
    "sigmoid_forward",
    "softplus_backward",
    "softplus_forward",
    "tanh_backward",
    "tanh_forward",
]
