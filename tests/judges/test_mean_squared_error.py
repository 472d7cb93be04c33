"""Mean squared error against compiled derivations: each entry, and a regression."""

from functools import cache

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from gradbook import check, lab, layers
from gradbook.derive import Derivation, Sum, d, dims, index, tensor
from gradbook.layers import LAYERS
from tests.judges.test_judges import columns_of, draw_for

N, M, D = dims("N M D")
n, i = index("n i", N)
m, j = index("m j", M)
u, v = index("u v", D)
P, T, G = tensor("P", N, M), tensor("T", N, M), tensor("G", N, M)
X, W, B = tensor("X", N, D), tensor("W", D, M), tensor("B", M)
NAMES = [name for name in LAYERS if name.startswith("mean_squared_error")]


@cache
def entry_line():
    """Each square has its own gradient from above; a mean gives all dloss / (N M)."""
    page = Derivation("judge-squared-error", "squared errors")
    page.start(d(Sum((n, m), G[n, m] * (P[n, m] - T[n, m]) ** 2), P[i, j]))
    page.eq(2 * G[i, j] * (P[i, j] - T[i, j]), "one entry alone")
    return page.compile("numpy", P, T, G, free=(i, j))


def derived(name):
    """Return the row's column, compiled from the proved line."""

    def column(predictions, targets, dy):
        rate = dy / predictions.size if name == "mean_squared_error" else dy
        rates = np.broadcast_to(rate, predictions.shape)
        return {"dpredictions": entry_line()(predictions, targets, rates)}

    return column


@pytest.mark.parametrize("name", NAMES)
def test_the_derivation_agrees_with_the_three_judges(name, rng):
    layer = LAYERS[name]
    columns = columns_of(name, layer.backward) | {"derivation": derived(name)}
    agreement = check.agree(columns, draw_for(layer), rng=rng)
    assert agreement.bounds["derivation"] == 1e-12


@pytest.mark.parametrize("name", NAMES)
def test_the_derivation_alone_refuses_plausible_mistakes(name, rng):
    layer = LAYERS[name]
    for wrong in layer.mutants.values():
        columns = {
            "derivation": derived(name),
            "layer": check.by_hand(layer.forward, wrong, layer.wrt),
        }
        with pytest.raises(check.GradientError):
            check.agree(columns, draw_for(layer), rng=rng)


@cache
def regression_lines():
    """dX, dW and dB of the mean of (X W + B - T)²."""
    lines = []
    for by, value, free in (
        (X[i, v], 2 / (N * M) * Sum(m, error(i, m) * W[v, m]), (i, v)),
        (W[v, j], 2 / (N * M) * Sum(n, X[n, v] * error(n, j)), (v, j)),
        (B[j], 2 / (N * M) * Sum(n, error(n, j)), (j,)),
    ):
        page = Derivation(f"judge-regression-{by.base.name.lower()}", "regression")
        page.start(d(Sum((n, m), error(n, m) ** 2) / (N * M), by))
        page.eq(value, "chain rule")
        lines.append(page.compile("numpy", X, W, B, T, free=free))
    return lines


def error(row, column):
    return Sum(u, X[row, u] * W[u, column]) + B[column] - T[row, column]


def regression(x, W, b, targets):
    """The two layers, one after the other, forward and backward."""
    predictions, affine = layers.affine_forward(x, W, b)
    loss, squared = layers.mean_squared_error_forward(predictions, targets)
    return loss, (affine, squared)


def regression_backward(dloss, caches):
    affine, squared = caches
    dpredictions = layers.mean_squared_error_backward(dloss, squared)
    return layers.affine_backward(dpredictions, affine)


def test_a_regression_of_any_shape(rng):
    def draw(rng):
        inputs = LAYERS["affine"].sample(rng)
        shape = len(inputs["x"]), len(inputs["b"])
        return inputs | {"targets": rng.standard_normal(shape)}

    def derivation(**inputs):
        return {
            f"d{name}": line(*inputs.values())
            for name, line in zip("xWb", regression_lines(), strict=True)
        }

    wrt = ("x", "W", "b")
    columns = {
        "derivation": derivation,
        "layer": lambda **inputs: check.by_hand(regression, regression_backward, wrt)(
            **inputs, dloss=1.0
        ),
        "autograd": lab.autograd(
            lambda x, W, b, targets: F.mse_loss(F.linear(x, W.T, b), targets), wrt
        ),
    }
    check.agree(columns, draw, rng=rng, trials=5)


def test_where_pytorch_broadcasts_the_layer_refuses():
    """(N, 1) against (N,) is a warning there, and N² errors instead of N."""
    predictions, targets = np.zeros((5, 1)), np.arange(5.0)
    with pytest.warns(UserWarning, match="target size"):
        loss = F.mse_loss(torch.tensor(predictions), torch.tensor(targets))
    assert loss.item() == np.mean(targets**2)
    with pytest.raises(ValueError, match="targets: expected the shape of predictions"):
        layers.mean_squared_error_forward(predictions, targets)
