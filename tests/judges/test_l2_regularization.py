"""Penalties: what PyTorch chooses at 0, and gradients compiled from proved lines."""

import numpy as np
import pytest
import torch

from gradbook import check
from gradbook.derive import (
    Abs,
    Derivation,
    FalseStep,
    Sum,
    d,
    dims,
    index,
    sign,
    tensor,
    var,
)
from gradbook.layers import LAYERS
from tests.judges.test_judges import columns_of, draw_for

D, M = dims("D M")
u, v = index("u v", D)
r, s = index("r s", M)
lam = var("lambda_", 0)
w = tensor("w", D, M, nonzero=True)
NAMES = [name for name in LAYERS if name.startswith(("l1_", "l2_"))]


def derived_line(name):
    """The proved gradient of one penalty, as NumPy code."""
    page = Derivation(name[:2], name)
    if name.startswith("l2"):
        page.start(d(lam / 2 * Sum((u, r), w[u, r] ** 2), w[v, s])).eq(
            lam * w[v, s], "power rule"
        )
    else:
        page.start(d(lam * Sum((u, r), Abs(w[u, r])), w[v, s])).eq(
            lam * sign(w[v, s]), "one term"
        )
    return page.compile("numpy", w, lam, free=(v, s))


@pytest.mark.parametrize("name", NAMES)
def test_the_derivation_agrees_and_refuses_plausible_mistakes(name, rng):
    layer, line = LAYERS[name], derived_line(name)
    derivation = {"derivation": lambda w, dy: {"dw": dy * line(w, 0.7)}}
    columns = columns_of(name, layer.backward) | derivation
    agreement = check.agree(columns, draw_for(layer), rng=rng, trials=5)
    assert agreement.bounds["derivation"] == 1e-12
    for wrong in layer.mutants.values():
        by_hand = check.by_hand(layer.forward, wrong, layer.wrt)
        with pytest.raises(check.GradientError):
            check.agree(derivation | {"layer": by_hand}, draw_for(layer), rng=rng)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_at_zero_pytorch_chooses_the_same(dtype):
    weights = np.array([-1, -0.0, 0, 1], dtype)
    tensor = torch.tensor(weights, requires_grad=True)
    (0.7 * tensor.abs().sum()).backward()
    layer = LAYERS["l1_penalty: lambda = 0.7"]
    dw = layer.backward(1.0, layer.forward(weights)[1])
    np.testing.assert_array_equal(dw, tensor.grad.numpy())


def test_the_engine_has_no_slope_of_l1_at_zero():
    x = var("x")
    page = Derivation("l1-at-0", "L1 where a weight may be 0")
    with pytest.raises(FalseStep, match="slope"):
        page.start(d(lam * Abs(x), x)).eq(lam * sign(x), "also at 0")
