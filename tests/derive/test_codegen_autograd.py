"""Every compiled line against torch.autograd, in float64 and on odd shapes."""

import numpy as np
import pytest
import torch

from gradbook.derive.codegen import compile_line
from gradbook.derive.symbols import RealTensor
from tests.derive import compiled_layers, compiled_networks

LINES = {**compiled_networks.LINES, **compiled_layers.LINES}

SIZES = {"N": 7, "M": 5, "D": 4, "E": 3, "K": 6, "T": 5, "W": 3}


def draw(line, rng):
    """Generic inputs: no two axes of equal length, positive where required."""
    arrays = any(isinstance(p, RealTensor) for p in line.parameters)
    values = []
    for p in line.parameters:
        shape = [SIZES[n.name] for n in p.shape] if isinstance(p, RealTensor) else ()
        label = p.label if isinstance(p, RealTensor) else p
        if not arrays and p.name == "x":
            shape = (4, 3)  # a formula of scalars works on arrays of any shape
        value = rng.standard_normal(shape)
        values.append(np.abs(value) + 0.1 if label.is_positive else np.asarray(value))
    return values


def callables(line, library):
    known = {"phi": library.sin, "phi_prime": library.cos}
    source = compile_line(*arguments(line, "numpy")).source
    _, _, names = source.partition("*, ")
    names = names.split("):")[0].split(", ") if names else []
    return {name: known[name] for name in names}


def arguments(line, target):
    return line.expression, line.context, target, line.parameters, line.free


def gradient(line, values):
    """torch's gradient; `free` may list the axes in another order."""
    tensors = [torch.tensor(v) for v in values]
    tensors[line.by].requires_grad_()
    (grad,) = torch.autograd.grad(line.loss(*tensors).sum(), tensors[line.by])
    return grad.numpy()


@pytest.mark.parametrize("name", LINES)
def test_the_line_is_the_gradient(name, rng):
    line = LINES[name]
    values = draw(line, rng)
    expected = gradient(line, values)
    if "swapped" in name:
        expected = expected.T
    f = compile_line(*arguments(line, "numpy"))
    g = compile_line(*arguments(line, "torch"))
    by_numpy = f(*values, **callables(line, np))
    by_torch = g(*map(torch.tensor, values), **callables(line, torch)).numpy()
    for got in (np.asarray(by_numpy), by_torch):
        assert got.shape == expected.shape
        assert np.abs(expected).max() > 1e-3
        assert np.abs(got - expected).max() < 1e-10 * np.abs(expected).max()


@pytest.mark.parametrize("name", LINES)
def test_float32_stays_float32(name, rng):
    line = LINES[name]
    values = [v.astype(np.float32)[()] for v in draw(line, rng)]
    with_numbers = [float(v) if v.ndim == 0 else v for v in values]
    f = compile_line(*arguments(line, "numpy"))
    g = compile_line(*arguments(line, "torch"))
    for inputs in (values, with_numbers):
        assert f(*inputs, **callables(line, np)).dtype == np.float32
    tensors = [torch.tensor(v) for v in values]
    assert g(*tensors, **callables(line, torch)).dtype == torch.float32


def test_a_large_mean_does_not_cancel(rng):
    """The variance is computed as written, not as mean of squares less square."""
    line = LINES["batch norm"]
    x, g, gamma, eps = draw(line, rng)
    f = compile_line(*arguments(line, "numpy"))
    shifted = f(x + 1e8, g, gamma, eps)
    assert np.abs(shifted - f(x, g, gamma, eps)).max() < 1e-6
