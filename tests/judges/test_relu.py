"""ReLU at 0: what PyTorch chooses, and what the engine refuses."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from gradbook.derive import Abs, FalseStep, Max, d, equivalent, var
from gradbook.layers import LAYERS


@pytest.mark.parametrize(
    ("name", "torch_fn"), [("relu", torch.relu), ("leaky_relu", F.leaky_relu)]
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_at_zero_pytorch_chooses_the_same(name, torch_fn, dtype):
    x = np.array([-1, -0.0, 0, 1], dtype)
    tensor = torch.tensor(x, requires_grad=True)
    torch_fn(tensor).backward(torch.full((4,), 3.0, dtype=tensor.dtype))
    _, cache = LAYERS[name].forward(x)
    dx = LAYERS[name].backward(np.full(4, 3, dtype), cache)
    np.testing.assert_array_equal(dx, tensor.grad.numpy())
    assert dx[2] == {"relu": 0, "leaky_relu": dtype(0.01) * 3}[name]


def test_the_engine_proves_the_slope_only_away_from_zero():
    away, x = var("x", nonzero=True), var("x")
    step = (1 + away / Abs(away)) / 2
    assert equivalent(step, d(Max(away, 0), away), None)
    with pytest.raises(
        FalseStep, match="at x = 0 its slope is 0 from below and 1 from above"
    ):
        equivalent((1 + x / Abs(x)) / 2, d(Max(x, 0), x), None)
