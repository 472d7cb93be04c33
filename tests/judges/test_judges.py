"""Independent judges of every layer: the pair by hand, autograd and differences."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from gradbook import check, lab
from gradbook.layers import LAYERS

each_layer = pytest.mark.parametrize("name", LAYERS)


def reference(name):
    """Return PyTorch's own function, taking the layer's inputs by name."""
    code = compile(LAYERS[name].torch, name, "eval")
    return lambda **inputs: eval(code, {"torch": torch, "F": F}, inputs)


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
