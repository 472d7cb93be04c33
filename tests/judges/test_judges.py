"""Independent judges of every layer: the pair by hand, autograd and differences."""

from functools import partial

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from gradbook import check, lab
from gradbook.layers import LAYERS


def perceptron(x, W1, b1, W2, b2, W3, b3):
    """PyTorch's Linear stores the transpose of W."""
    h = torch.tanh(F.linear(x, W1.T, b1))
    return F.linear(torch.tanh(F.linear(h, W2.T, b2)), W3.T, b3)


TORCH = {  # name -> PyTorch's own, with the layer's arguments in their order
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softplus": F.softplus,
    "binary_cross_entropy": F.binary_cross_entropy_with_logits,
    "softmax": partial(torch.softmax, dim=-1),
    "softmax: T = 2.5": lambda logits: torch.softmax(logits / 2.5, dim=-1),
    "log_softmax": partial(torch.log_softmax, dim=-1),
    "logsumexp": partial(torch.logsumexp, dim=-1),
    "cross_entropy": F.cross_entropy,
    "cross_entropy: soft labels": F.cross_entropy,
    "cross_entropy: smoothing 0.2, T = 1.5": lambda logits, targets: F.cross_entropy(
        logits / 1.5, targets, label_smoothing=0.2
    ),
    "cross_entropy: soft, sum, T = 0.7": lambda logits, targets: F.cross_entropy(
        logits / 0.7, targets, reduction="sum"
    ),
    "cross_entropy: per row": partial(F.cross_entropy, reduction="none"),
    "affine": lambda x, W, b: F.linear(x, W.T, b),
    "embedding": F.embedding,
    "mlp": perceptron,
    "mean_squared_error": F.mse_loss,
    "mean_squared_error: sum": partial(F.mse_loss, reduction="sum"),
    "mean_squared_error: per entry": partial(F.mse_loss, reduction="none"),
    "relu": torch.relu,
    "leaky_relu": F.leaky_relu,
    "leaky_relu: slope 0.3": partial(F.leaky_relu, negative_slope=0.3),
    "l2_penalty: lambda = 0.7": lambda w: 0.35 * torch.linalg.vector_norm(w) ** 2,
    "l1_penalty: lambda = 0.7": lambda w: 0.7 * torch.linalg.vector_norm(w, ord=1),
}
each_layer = pytest.mark.parametrize("name", LAYERS)


def reference(name):
    """Return PyTorch's function, taking the layer's inputs by name in their order."""
    return lambda **inputs: TORCH[name](*inputs.values())


def draw_for(layer):
    """Return a draw of the layer's inputs and a random gradient from above."""

    def draw(rng):
        inputs = layer.sample(rng)
        y, _ = layer.forward(**inputs)
        return inputs | {"dy": np.asarray(rng.standard_normal(np.shape(y)))}

    return draw


def columns_of(name, backward):
    """Return the three judges' columns, with the given backward for the layer's."""
    layer = LAYERS[name]
    return {
        "layer": check.by_hand(layer.forward, backward, layer.wrt),
        "autograd": lab.autograd(reference(name), layer.wrt),
        "differences": check.differences(layer.forward, layer.wrt),
    }


def test_every_layer_has_a_reference():
    assert set(TORCH) == set(LAYERS)


@each_layer
def test_gradients_agree(name, rng):
    layer = LAYERS[name]
    columns = columns_of(name, layer.backward)
    agreement = check.agree(columns, draw_for(layer), rng=rng, trials=5)
    assert agreement.bounds == {"layer": 1e-12, "autograd": 1e-12, "differences": 1e-7}
    assert all(len(kinds) == 5 for kinds in agreement.refused.values())


@each_layer
def test_plausible_mistakes_are_refused(name, rng):
    layer = LAYERS[name]
    for wrong in layer.mutants.values():
        with pytest.raises(ValueError) as caught:
            check.agree(columns_of(name, wrong), draw_for(layer), rng=rng)
        found = isinstance(caught.value, check.GradientError)
        assert found or "mismatch" in str(caught.value)  # W for Wᵀ does not even fit


@each_layer
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_outputs_agree_with_pytorch(name, dtype, rng):
    inputs = {
        key: value.astype(dtype) if value.dtype.kind == "f" else value
        for key, value in LAYERS[name].sample(rng).items()
    }
    y, _ = LAYERS[name].forward(**inputs)
    tensors = {key: torch.from_numpy(value) for key, value in inputs.items()}
    expected = reference(name)(**tensors).numpy()
    assert y.shape == expected.shape
    assert y.dtype == expected.dtype
    few = 8 * np.finfo(dtype).eps
    np.testing.assert_allclose(y, expected, rtol=few, atol=few * abs(expected).max())


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sigmoid_slope_is_lost_where_pytorch_loses_it(dtype):
    """Both save y, so both return exactly 0 for the same large x."""
    x = np.array([16.0, 17.0, 36.0, 37.0, 1e4], dtype)
    y, cache = LAYERS["sigmoid"].forward(x)
    dx = LAYERS["sigmoid"].backward(np.ones_like(y), cache)
    tensor = torch.from_numpy(x).requires_grad_()
    torch.sigmoid(tensor).sum().backward()
    np.testing.assert_array_equal(dx == 0, tensor.grad.numpy() == 0)
    assert (dx == 0).sum() == (4 if dtype == np.float32 else 2)
