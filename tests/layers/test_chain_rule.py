"""Forward mode: torch.func.jvp, differences, and the meeting with each backward."""

import numpy as np
import pytest
import torch

from gradbook import layers
from gradbook.shapes import DtypeError, ShapeError

each_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def affine(rng, dtype=np.float64):
    """Inputs and tangents at random sizes, all different."""
    N, D, M = rng.permutation([3, 4, 6])
    shapes = (N, D), (D, M), (M,)
    draw = lambda: tuple(rng.standard_normal(s).astype(dtype) for s in shapes)  # noqa: E731
    return draw(), draw()


def affine_jvp(inputs, tangents):
    return layers.affine_jvp(*tangents, layers.affine_forward(*inputs)[1])


def entrywise(name):
    """(forward, backward, jvp as a function of inputs and tangents, PyTorch's)."""

    def jvp(inputs, tangents):
        cache = getattr(layers, f"{name}_forward")(*inputs)[1]
        return getattr(layers, f"{name}_jvp")(*tangents, cache)

    return jvp


def vectors(rng, dtype=np.float64):
    return tuple((rng.standard_normal((3, 4)).astype(dtype),) for _ in "xt")


CASES = {
    "affine": (affine, affine_jvp, lambda x, W, b: x @ W + b),
    "tanh": (vectors, entrywise("tanh"), torch.tanh),
    "sigmoid": (vectors, entrywise("sigmoid"), torch.sigmoid),
}
each = pytest.mark.parametrize("name", CASES)


def close(got, expected):
    assert got.shape == expected.shape
    assert got.dtype == expected.dtype
    assert np.abs(expected).max() > 1e-3  # else a wrong answer would pass
    np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-13)


def by_torch(torch_fn, inputs, tangents):
    primals, tangents = (tuple(map(torch.from_numpy, a)) for a in (inputs, tangents))
    return torch.func.jvp(torch_fn, primals, tangents)[1].numpy()


@each
def test_it_is_the_jvp_of_torch(name, rng):
    draw, jvp, torch_fn = CASES[name]
    for _ in range(5):
        inputs, tangents = draw(rng)
        close(jvp(inputs, tangents), by_torch(torch_fn, inputs, tangents))


@each
def test_it_is_the_slope_along_the_tangent(name, rng):
    draw, jvp, _ = CASES[name]
    inputs, tangents = draw(rng)
    forward, h = getattr(layers, f"{name}_forward"), 1e-5
    moved = [
        forward(*(a + s * t for a, t in zip(inputs, tangents, strict=True)))[0]
        for s in (h, -h)
    ]
    got = (moved[0] - moved[1]) / (2 * h)
    np.testing.assert_allclose(got, jvp(inputs, tangents), rtol=1e-7, atol=1e-9)


def meeting(name, jvp, rng):
    """Both sides of: sum dy * y_dot = sum dx * x_dot."""
    inputs, tangents = CASES[name][0](rng)
    y, cache = getattr(layers, f"{name}_forward")(*inputs)
    dy = rng.standard_normal(y.shape)
    back = getattr(layers, f"{name}_backward")(dy, cache)
    back = back if isinstance(back, tuple) else (back,)
    below = sum((g * t).sum() for g, t in zip(back, tangents, strict=True))
    return (dy * jvp(inputs, tangents)).sum(), below


@each
def test_it_meets_the_backward(name, rng):
    for _ in range(5):
        above, below = meeting(name, CASES[name][1], rng)
        assert above == pytest.approx(below, rel=1e-11)


WRONG = {
    "affine": [
        lambda i, t: t[0] @ i[1] + t[2],
        lambda i, t: t[0] @ i[1] + i[0] @ t[1],
        lambda i, t: i[0] @ t[1] + t[2],
    ],
    "tanh": [
        lambda i, t: t[0],
        lambda i, t: (1 - np.tanh(i[0])) * t[0],
        lambda i, t: (1 - i[0] ** 2) * t[0],
    ],
    "sigmoid": [lambda i, t: t[0] / (1 + np.exp(-i[0])), lambda i, t: -t[0]],
}


@pytest.mark.parametrize(("name", "wrong"), [(n, w) for n in WRONG for w in WRONG[n]])
def test_a_wrong_one_is_refused_by_torch_and_by_the_meeting(name, wrong, rng):
    draw, _, torch_fn = CASES[name]
    inputs, tangents = draw(rng)
    with pytest.raises(AssertionError):
        close(wrong(inputs, tangents), by_torch(torch_fn, inputs, tangents))
    above, below = meeting(name, wrong, rng)
    assert above != pytest.approx(below, rel=1e-6)


@each
@each_dtype
def test_the_dtype_is_kept_and_nothing_is_written(name, dtype, rng):
    inputs, tangents = CASES[name][0](rng, dtype)
    copies = [a.copy() for a in (*inputs, *tangents)]
    assert CASES[name][1](inputs, tangents).dtype == dtype
    for array, copy in zip((*inputs, *tangents), copies, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_a_wrong_tangent_is_named(rng):
    (x, W, b), (x_dot, W_dot, b_dot) = affine(rng)
    cache = layers.affine_forward(x, W, b)[1]
    with pytest.raises(ShapeError, match="x_dot: expected the shape of x"):
        layers.affine_jvp(x_dot.T, W_dot, b_dot, cache)
    with pytest.raises(ShapeError, match="W_dot: expected the shape of W"):
        layers.affine_jvp(x_dot, W_dot.T, b_dot, cache)
    with pytest.raises(ShapeError, match="b_dot: expected"):
        layers.affine_jvp(x_dot, W_dot, b_dot[1:], cache)
    with pytest.raises(DtypeError, match="b_dot: expected float64"):
        layers.affine_jvp(x_dot, W_dot, b_dot.astype(np.float32), cache)
    for name in ("tanh", "sigmoid"):
        cache = getattr(layers, f"{name}_forward")(x)[1]
        with pytest.raises(ShapeError, match="x_dot: expected the shape of x"):
            getattr(layers, f"{name}_jvp")(x_dot[1:], cache)
