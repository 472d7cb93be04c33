"""How much of the gradient reaches each layer of a real network."""

import numpy as np
import torch

from gradbook.lab.errors import LabError

ACTIVATIONS = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu}


def gradient_by_depth(depth, width, activation="sigmoid", init_scale=1.0, seed=0):
    """Return the norm of the gradient at the input of every layer, by autograd.

    The network is h -> activation(h @ W), `depth` times, with weights of standard
    deviation init_scale / sqrt(width). The gradient that arrives at its output is
    random and has norm 1, so an entry says what share of it is left.

    Parameters
    ----------
    depth, width : int
    activation : str
        sigmoid, tanh or relu.
    init_scale : float
    seed : int

    Returns
    -------
    ndarray of shape (depth,), float64
        Entry 0 is layer 1, the farthest from the loss.
    """
    if activation not in ACTIVATIONS:
        known = ", ".join(ACTIVATIONS)
        raise LabError(f"activation: expected one of {known}, got {activation!r}")
    if depth < 1 or width < 1:
        raise LabError(f"depth, width: expected at least 1, got {depth}, {width}")
    rng = np.random.default_rng(seed)
    h = torch.from_numpy(rng.standard_normal(width)).requires_grad_()
    layer_inputs = []
    for _ in range(depth):
        layer_inputs.append(h)
        W = rng.standard_normal((width, width)) * init_scale / np.sqrt(width)
        h = ACTIVATIONS[activation](h @ torch.from_numpy(W))
    dy = torch.from_numpy(rng.standard_normal(width))
    gradients = torch.autograd.grad(h, layer_inputs, dy / dy.norm())
    return np.array([dh.norm().item() for dh in gradients])
