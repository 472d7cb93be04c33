"""Random shapes, memory layouts and settings, against PyTorch in float64."""

from functools import partial
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from gradbook import layers
from gradbook.layers import LAYERS
from tests.judges.test_judges import reference

sizes = st.integers(1, 7)
seeds = st.integers(0, 2**32 - 1)
few = settings(max_examples=20, deadline=None, derandomize=True, database=None)
many = settings(max_examples=100, deadline=None, derandomize=True, database=None)
LAYOUTS = {
    "C": np.ascontiguousarray,
    "Fortran": np.asfortranarray,
    "every other": lambda array: np.repeat(array, 2, axis=-1)[..., ::2],
    "reversed": lambda array: np.ascontiguousarray(array[..., ::-1])[..., ::-1],
}
stored_as = st.sampled_from(list(LAYOUTS)).map(LAYOUTS.get)


def expect_close(mine, theirs):
    """Shape and dtype first; then entries, relative to the largest."""
    assert mine.shape == theirs.shape
    assert mine.dtype == theirs.dtype
    scale = max(np.abs(theirs).max(initial=0), 1e-3)
    np.testing.assert_allclose(mine, theirs, rtol=0, atol=1e-12 * scale)


def expect_agreement(forward, backward, torch_fn, inputs, wrt):
    """Compare the output and all gradients along a random dy with autograd's."""
    before = {name: value.copy() for name, value in inputs.items()}
    y, cache = forward(**inputs)
    dy = np.asarray(np.random.default_rng(1).standard_normal(y.shape))
    gradients = backward(dy, cache)
    gradients = gradients if isinstance(gradients, tuple) else (gradients,)
    tensors = {
        name: torch.tensor(value, requires_grad=name in wrt)
        for name, value in before.items()
    }
    expected = torch_fn(**tensors)
    expect_close(np.asarray(y), expected.detach().numpy())
    leaves = [tensors[name] for name in wrt]
    found = torch.autograd.grad(expected, leaves, torch.tensor(dy))
    for mine, theirs in zip(gradients, found, strict=True):
        expect_close(mine, theirs.numpy())
    for name, value in inputs.items():
        np.testing.assert_array_equal(value, before[name])


def read_only(inputs, stored):
    """Store every array in its own layout, and forbid writing to it."""
    inputs = {
        name: stored(value) if value.ndim else value for name, value in inputs.items()
    }
    for value in inputs.values():
        value.flags.writeable = False
    return inputs


@pytest.mark.parametrize("name", LAYERS)
@few
@given(seed=seeds, stored=stored_as)
def test_every_layer_in_any_layout(name, seed, stored):
    layer = LAYERS[name]
    inputs = read_only(layer.sample(np.random.default_rng(seed)), stored)
    expect_agreement(layer.forward, layer.backward, reference(name), inputs, layer.wrt)


@st.composite
def cross_entropy_inputs(draw):
    N, K = draw(sizes), draw(sizes)
    rng = np.random.default_rng(draw(seeds))
    logits = draw(st.sampled_from([0.1, 3.0, 300.0])) * rng.standard_normal((N, K))
    targets = rng.integers(0, K, N, dtype=draw(st.sampled_from([np.int64, np.uint8])))
    if draw(st.booleans()):
        targets = rng.dirichlet(np.ones(K), N)
    return {"logits": logits, "targets": targets}


@many
@given(
    inputs=cross_entropy_inputs(),
    stored=stored_as,
    smoothing=st.sampled_from([0, 0.1, 1]),
    temperature=st.sampled_from([1, 0.5, np.float32(2.5)]),
    reduction=st.sampled_from(["mean", "sum", "none"]),
)
def test_cross_entropy_in_all_settings(
    inputs, stored, smoothing, temperature, reduction
):
    def forward(logits, targets):
        return layers.cross_entropy_forward(
            logits, targets, smoothing, temperature, reduction
        )

    def torch_fn(logits, targets):
        return F.cross_entropy(
            logits / float(temperature),
            targets if targets.is_floating_point() else targets.long(),
            label_smoothing=smoothing,
            reduction=reduction,
        )

    backward = layers.cross_entropy_backward
    inputs = read_only(inputs, stored)
    expect_agreement(forward, backward, torch_fn, inputs, ("logits",))


@pytest.mark.parametrize("name", ["softmax", "log_softmax", "logsumexp"])
@few
@given(
    shape=st.lists(sizes, min_size=1, max_size=4),
    scale=st.sampled_from([0.1, 3.0, 1e4]),
    seed=seeds,
)
def test_softmax_over_the_last_of_any_axes(name, shape, scale, seed):
    logits = scale * np.random.default_rng(seed).standard_normal(shape)
    layer, inputs = LAYERS[name], {"logits": logits}
    expect_agreement(layer.forward, layer.backward, reference(name), inputs, layer.wrt)


@few
@given(shape=st.lists(sizes, max_size=3), V=sizes, D=sizes, seed=seeds)
def test_embedding_of_indices_of_any_shape(shape, V, D, seed):
    rng = np.random.default_rng(seed)
    indices = np.asarray(rng.integers(0, V, shape))
    inputs = {"indices": indices, "table": rng.standard_normal((V, D))}
    layer, torch_fn = LAYERS["embedding"], reference("embedding")
    expect_agreement(layer.forward, layer.backward, torch_fn, inputs, ("table",))


softplus = partial(F.softplus, threshold=50)  # its own, 20, gives up 2e-9

PHI = {
    "tanh": (layers.tanh_forward, layers.tanh_backward, torch.tanh),
    "sigmoid": (layers.sigmoid_forward, layers.sigmoid_backward, torch.sigmoid),
    "softplus": (layers.softplus_forward, layers.softplus_backward, softplus),
}


@many
@given(
    widths=st.lists(sizes, min_size=2, max_size=6),
    N=sizes,
    phi=st.sampled_from(list(PHI)),
    seed=seeds,
)
def test_perceptron_of_any_depth_and_activation(widths, N, phi, seed):
    rng = np.random.default_rng(seed)
    x, inputs, depth = rng.standard_normal((N, widths[0])), {}, len(widths) - 1
    for i, (D, M) in enumerate(pairwise(widths)):
        inputs |= {
            f"W{i}": rng.standard_normal((D, M)),
            f"b{i}": rng.standard_normal(M),
        }

    def forward(x, **flat):
        pairs = [(flat[f"W{i}"], flat[f"b{i}"]) for i in range(depth)]
        return layers.mlp_forward(x, pairs, PHI[phi][:2])

    def backward(dy, cache):
        dx, dparams = layers.mlp_backward(dy, cache)
        return dx, *(gradient for pair in dparams for gradient in pair)

    def torch_fn(x, **flat):
        for i in range(depth):
            x = PHI[phi][2](x) if i else x
            x = x @ flat[f"W{i}"] + flat[f"b{i}"]
        return x

    expect_agreement(forward, backward, torch_fn, {"x": x} | inputs, ("x", *inputs))
