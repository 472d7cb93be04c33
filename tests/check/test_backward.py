"""check_backward passes a right gradient and refuses wrong, empty, and silent ones."""

import numpy as np
import pytest

from gradbook.check import GradientError, VacuousCheck, check_backward, mutants_of
from gradbook.check.mutants import KINDS
from gradbook.shapes import DtypeError, ShapeError


def affine_forward(x, scale, shift):
    return x * scale + shift, (x, scale)


def affine_backward(dy, cache):
    x, scale = cache
    return dy * scale, (dy * x).sum(axis=0), dy.sum(axis=0)


@pytest.fixture
def inputs(rng):
    x, scale, shift = (rng.standard_normal(size) for size in ((3, 4), 4, 4))
    return {"x": x, "scale": scale, "shift": shift}


def check(backward, inputs, rng, **options):
    return check_backward(affine_forward, backward, inputs, rng=rng, **options)


def test_returns_errors_by_name(inputs, rng):
    errors = check(affine_backward, inputs, rng)
    assert list(errors) == ["dx", "dscale", "dshift"]
    assert all(0 <= error < 1e-9 for error in errors.values())


@pytest.mark.parametrize("which", [0, 1, 2])
@pytest.mark.parametrize("kind", KINDS)
def test_refuses_five_mutants_of_each_gradient(kind, which, inputs, rng):
    def wrong(dy, cache):
        gradients = list(affine_backward(dy, cache))
        gradients[which] = mutants_of(gradients[which], rng)[kind]
        return tuple(gradients)

    with pytest.raises(GradientError, match=("dx", "dscale", "dshift")[which]):
        check(wrong, inputs, rng)


def test_message_gives_place_values_and_error(rng):
    def flipped(dy, cache):
        return -2 * dy * cache

    x = np.array([1.0, 2.0, 0.5])
    message = (
        r"^dx\[\d\]: by hand (.)(\S+), by differences (?!\1).\2, "
        r"relative error 2\.0e\+00 > 1e-07$"
    )
    with pytest.raises(GradientError, match=message):
        check_backward(lambda x: (x * x, x), flipped, {"x": x}, rng=rng)


def test_refuses_nan(inputs, rng):
    def wrong(dy, cache):
        dx, dscale, dshift = affine_backward(dy, cache)
        dscale[2] = np.nan
        return dx, dscale, dshift

    with pytest.raises(GradientError, match=r"^dscale\[2\]: by hand nan, not a finite"):
        check(wrong, inputs, rng)


def test_refuses_a_reference_of_nan(rng):
    with pytest.raises(GradientError, match=r"^dx\[0\]: by differences nan"):
        check_backward(
            lambda x: (x * np.nan, None), lambda dy, _: dy, {"x": np.ones(2)}, rng=rng
        )


def test_refuses_a_vacuous_reference(rng):
    def constant(x):
        return 0 * x + 1, None

    with pytest.raises(VacuousCheck, match=r"^dx: the reference is ~0"):
        check_backward(constant, lambda dy, _: 0 * dy, {"x": np.ones(3)}, rng=rng)


def test_refuses_an_empty_gradient(rng):
    with pytest.raises(VacuousCheck, match=r"^dx: there are no entries to compare$"):
        check_backward(
            lambda x: (x, None), lambda dy, _: dy, {"x": np.ones((0, 3))}, rng=rng
        )


def test_refuses_a_forgotten_sum_by_its_shape(inputs, rng):
    def wrong(dy, cache):
        dx, _, dshift = affine_backward(dy, cache)
        return dx, dy * cache[0], dshift

    message = r"^dscale: by hand has shape \(3, 4\), by differences \(4,\)$"
    with pytest.raises(ShapeError, match=message):
        check(wrong, inputs, rng)


def test_refuses_a_lost_dtype(inputs, rng):
    def wrong(dy, cache):
        return tuple(g.astype(np.float32) for g in affine_backward(dy, cache))

    message = r"^dx: by hand has dtype float32, by differences float64$"
    with pytest.raises(DtypeError, match=message):
        check(wrong, inputs, rng)


def test_refuses_float32_inputs_and_too_few_gradients(inputs, rng):
    with pytest.raises(DtypeError, match=r"^scale: expected float64, got float32$"):
        check(affine_backward, inputs | {"scale": np.ones(4, np.float32)}, rng)
    message = r"^backward: expected 3 gradients \(x, scale, shift\), got 2$"
    with pytest.raises(ValueError, match=message):
        check(lambda dy, cache: affine_backward(dy, cache)[:2], inputs, rng)


def test_dy_is_random_so_softmax_cannot_hide(rng):
    """With dy = 1 the true gradient of softmax is 0 and any multiple of it passes."""

    def softmax(x):
        p = np.exp(x) / np.exp(x).sum()
        return p, p

    def right(dy, p):
        return p * (dy - (dy * p).sum())

    x = {"x": rng.standard_normal(5)}
    check_backward(softmax, right, x, rng=rng)
    with pytest.raises(GradientError):
        check_backward(softmax, lambda dy, p: 7 * right(dy, p), x, rng=rng)


def test_wrt_leaves_out_what_has_no_gradient(rng):
    def forward(x, labels):
        return x[labels], (x.shape, labels)

    def backward(dy, cache):
        dx = np.zeros(cache[0])
        np.add.at(dx, cache[1], dy)
        return dx

    inputs = {"x": rng.standard_normal(4), "labels": np.array([2, 0, 2])}
    assert list(check_backward(forward, backward, inputs, wrt="x", rng=rng)) == ["dx"]
