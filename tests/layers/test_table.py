"""Walks LAYERS, so that no pair escapes: the checks, and that they refuse mistakes."""

from contextlib import contextmanager
from functools import partial

import numpy as np
import pytest

from gradbook import layers
from gradbook.check import GradientError, VacuousCheck, check_backward, mutants_of
from gradbook.layers import LAYERS

MUTANTS = [
    pytest.param(layer, wrong, id=f"{name}: {what}")
    for name, layer in LAYERS.items()
    for what, wrong in layer.mutants.items()
]
each_layer = pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS.keys())


LAID_OUT = {"mlp"}  # its parameters are a list; the row takes them one by one


def as_dtype(inputs, dtype):
    """Cast what is real; indices and classes stay integers."""
    return {
        name: value.astype(dtype) if value.dtype.kind == "f" else value
        for name, value in inputs.items()
    }


def as_tuple(gradients):
    return gradients if isinstance(gradients, tuple) else (gradients,)


@contextmanager
def refused():
    """Expect a wrong gradient to be found, or shapes that do not fit together."""
    with pytest.raises(ValueError) as caught:
        yield
    assert not isinstance(caught.value, VacuousCheck)
    assert isinstance(caught.value, GradientError) or "mismatch" in str(caught.value)


def test_every_pair_is_in_the_table():
    exported = {name for name in layers.__all__ if name.endswith("_forward")}
    assert exported == {f"{name.partition(':')[0]}_forward" for name in LAYERS}
    for name, layer in LAYERS.items():
        pair = name.partition(":")[0]
        forward = getattr(layer.forward, "func", layer.forward)  # with a setting bound
        if pair not in LAID_OUT:
            assert forward is getattr(layers, f"{pair}_forward")
            assert layer.backward is getattr(layers, f"{pair}_backward")


@each_layer
def test_backward_agrees_with_differences(layer, rng):
    for _ in range(3):
        inputs = layer.sample(rng)
        errors = check_backward(
            layer.forward, layer.backward, inputs, wrt=layer.wrt, rng=rng
        )
        assert list(errors) == [f"d{name}" for name in layer.wrt]


@each_layer
def test_three_or_more_mistakes_are_listed(layer):
    assert len(layer.mutants) >= 3


@pytest.mark.parametrize(("layer", "wrong"), MUTANTS)
def test_plausible_mistake_is_refused(layer, wrong, rng):
    with refused():
        check_backward(layer.forward, wrong, layer.sample(rng), wrt=layer.wrt, rng=rng)


@each_layer
@pytest.mark.parametrize("kind", mutants_of(np.arange(3.0), np.random.default_rng(0)))
def test_generic_mutant_is_refused(layer, kind, rng):
    def mutated(dy, cache, place):
        gradients = list(as_tuple(layer.backward(dy, cache)))
        gradients[place] = mutants_of(gradients[place], rng)[kind]
        return tuple(gradients)

    for place in range(len(layer.wrt)):
        with pytest.raises(GradientError, match=f"^d{layer.wrt[place]}"):
            check_backward(
                layer.forward,
                partial(mutated, place=place),
                layer.sample(rng),
                wrt=layer.wrt,
                rng=rng,
            )


@each_layer
def test_samples_are_generic(layer, rng):
    shapes = set()
    for _ in range(20):
        inputs = layer.sample(rng)
        for name, value in inputs.items():
            assert value.dtype == np.float64 or name not in layer.wrt
            assert len(set(value.shape)) == value.ndim, "equal sizes hide mistakes"
            if value.dtype.kind == "f":
                assert np.unique(value).size == value.size
        shapes.add(inputs[layer.wrt[0]].shape)
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
    gradients = as_tuple(layer.backward(dy, cache))
    assert y.dtype == dtype
    for name, gradient in zip(layer.wrt, gradients, strict=True):
        assert gradient.dtype == dtype
        assert gradient.shape == inputs[name].shape
        assert gradient.flags.writeable
        assert not np.shares_memory(gradient, dy)
    for name, value in inputs.items():
        np.testing.assert_array_equal(value, before[name])


@each_layer
def test_backward_twice_gives_the_same(layer, rng):
    """Nothing in the cache is written, and no gradient is added to the last one."""
    y, cache = layer.forward(**layer.sample(rng))
    dy = np.asarray(rng.standard_normal(y.shape))
    first = [gradient.copy() for gradient in as_tuple(layer.backward(dy, cache))]
    for gradient, again in zip(first, as_tuple(layer.backward(dy, cache)), strict=True):
        np.testing.assert_array_equal(gradient, again)


def transposed_twice(array):
    """The same array, its axes stored in the opposite order."""
    return np.asfortranarray(array)


def every_other(array):
    """The same array, as every second entry of a longer one."""
    return np.repeat(array, 2, axis=-1)[..., ::2]


def backwards(array):
    """The same array, stored from its end: negative strides."""
    return np.ascontiguousarray(array[::-1])[::-1]


@each_layer
@pytest.mark.parametrize("stored", [transposed_twice, every_other, backwards])
def test_memory_layout_does_not_matter(layer, stored, rng):
    inputs = layer.sample(rng)
    y, cache = layer.forward(**inputs)
    dy = np.asarray(rng.standard_normal(y.shape))
    expected = as_tuple(layer.backward(dy, cache))
    inputs = {name: stored(value) for name, value in inputs.items()}
    dy = stored(dy) if dy.ndim else dy
    for array in (*inputs.values(), dy):
        array.flags.writeable = False
    y_stored, cache = layer.forward(**inputs)
    np.testing.assert_allclose(y_stored, y, rtol=1e-13)
    gradients = as_tuple(layer.backward(dy, cache))
    for gradient, reference in zip(gradients, expected, strict=True):
        np.testing.assert_allclose(gradient, reference, rtol=1e-12, atol=1e-15)
