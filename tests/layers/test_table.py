"""Walks LAYERS, so that no pair escapes: the checks, and that they refuse mistakes."""

import numpy as np
import pytest

from gradbook import layers
from gradbook.check import GradientError, check_backward, mutants_of
from gradbook.layers import LAYERS

MUTANTS = [
    pytest.param(layer, wrong, id=f"{name}: {what}")
    for name, layer in LAYERS.items()
    for what, wrong in layer.mutants.items()
]
each_layer = pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS.keys())


def as_dtype(inputs, dtype):
    return {name: value.astype(dtype) for name, value in inputs.items()}


def test_every_pair_is_in_the_table():
    exported = {name for name in layers.__all__ if name.endswith("_forward")}
    assert exported == {f"{name}_forward" for name in LAYERS}
    for name, layer in LAYERS.items():
        assert layer.forward is getattr(layers, f"{name}_forward")
        assert layer.backward is getattr(layers, f"{name}_backward")


@each_layer
def test_backward_agrees_with_differences(layer, rng):
    for _ in range(3):
        inputs = layer.sample(rng)
        errors = check_backward(
            layer.forward, layer.backward, inputs, wrt=layer.wrt, rng=rng
        )
        assert list(errors) == [f"d{name}" for name in layer.wrt]


@each_layer
def test_two_or_more_mistakes_are_listed(layer):
    assert len(layer.mutants) >= 2


@pytest.mark.parametrize(("layer", "wrong"), MUTANTS)
def test_plausible_mistake_is_refused(layer, wrong, rng):
    with pytest.raises(GradientError):
        check_backward(layer.forward, wrong, layer.sample(rng), wrt=layer.wrt, rng=rng)


@each_layer
@pytest.mark.parametrize("kind", mutants_of(np.arange(3.0), np.random.default_rng(0)))
def test_generic_mutant_is_refused(layer, kind, rng):
    def mutated(dy, cache):
        return mutants_of(layer.backward(dy, cache), rng)[kind]

    with pytest.raises(GradientError):
        check_backward(
            layer.forward, mutated, layer.sample(rng), wrt=layer.wrt, rng=rng
        )


@each_layer
def test_samples_are_generic(layer, rng):
    shapes = set()
    for _ in range(20):
        for value in layer.sample(rng).values():
            assert value.dtype == np.float64
            assert len(set(value.shape)) == value.ndim, "equal sizes hide mistakes"
            assert np.unique(value).size == value.size
            shapes.add(value.shape)
    assert len(shapes) > 3


@each_layer
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept_and_inputs_are_not_written(layer, dtype, rng):
    inputs = as_dtype(layer.sample(rng), dtype)
    before = {name: value.copy() for name, value in inputs.items()}
    for value in inputs.values():
        value.flags.writeable = False
    y, cache = layer.forward(**inputs)
    dy = np.asarray(rng.standard_normal(y.shape), dtype)
    dy.flags.writeable = False
    dx = layer.backward(dy, cache)
    assert y.dtype == dtype
    assert dx.dtype == dtype
    assert dx.shape == inputs[layer.wrt[0]].shape
    for name, value in inputs.items():
        np.testing.assert_array_equal(value, before[name])


@each_layer
def test_memory_layout_does_not_matter(layer, rng):
    inputs = layer.sample(rng)
    y, cache = layer.forward(**inputs)
    dy = np.asarray(rng.standard_normal(y.shape))
    dx = layer.backward(dy, cache)
    strided = {
        name: np.repeat(np.asfortranarray(value), 2, axis=1)[:, ::2]
        for name, value in inputs.items()
    }
    y_strided, cache = layer.forward(**strided)
    np.testing.assert_allclose(y_strided, y, rtol=1e-15)
    np.testing.assert_allclose(layer.backward(dy, cache), dx, rtol=1e-15)
