"""PyTorch's autograd as one column of a chapter's agreement table."""

import numpy as np
import torch

from gradbook.lab.case import pull_back, split_upstream
from gradbook.lab.errors import LabError


def autograd(torch_fn, wrt):
    """Return a column: a function from NumPy inputs to autograd's float64 gradients.

    Parameters
    ----------
    torch_fn : callable
        torch_fn(**inputs without the upstream gradient) -> output tensor.
    wrt : str or sequence of str
        The inputs that get a gradient.

    Returns
    -------
    callable
        column(**inputs) -> {"dx": float64 ndarray, ...}. The upstream gradient is the
        input named dy or dloss; a scalar output needs none (then it is 1).
    """
    wanted = (wrt,) if isinstance(wrt, str) else tuple(wrt)

    def column(**inputs):
        tensors = {name: _tensor(value) for name, value in inputs.items()}
        arguments, upstream = split_upstream(tensors)
        missing = [name for name in wanted if name not in arguments]
        if missing:
            expected = ", ".join(arguments)
            raise LabError(f"wrt: expected some of {expected}, got {missing[0]!r}")
        for name in wanted:
            arguments[name].requires_grad_()
        _, *gradients = pull_back(torch_fn, arguments, wanted, upstream)
        found = zip(wanted, gradients, strict=True)
        return {f"d{name}": gradient.numpy() for name, gradient in found}

    return column


def _tensor(value):
    """A float64 copy of real numbers; integers and booleans stay what they are."""
    tensor = torch.tensor(np.asarray(value))
    return tensor.double() if tensor.is_floating_point() else tensor
