"""Columns made from a pair and from a forward alone."""

import numpy as np
import pytest

from gradbook import check
from gradbook.shapes import DtypeError, ShapeError


def square_forward(x):
    return x * x, x


def square_backward(dy, x):
    return 2 * dy * x


def test_by_hand_and_differences_give_named_gradients(rng):
    x, dy = rng.standard_normal((2, 3, 4))
    by_hand = check.by_hand(square_forward, square_backward, "x")
    differences = check.differences(square_forward, ("x",))
    assert list(by_hand(x=x, dy=dy)) == list(differences(x=x, dy=dy)) == ["dx"]
    np.testing.assert_array_equal(by_hand(x=x, dy=dy)["dx"], 2 * dy * x)
    np.testing.assert_allclose(differences(x=x, dy=dy)["dx"], 2 * dy * x, atol=1e-9)


def test_the_gradient_from_above_may_have_any_name(rng):
    x = rng.standard_normal(3)
    columns = [
        check.by_hand(lambda x: (x @ x, x), square_backward, "x"),
        check.differences(lambda x: (x @ x, x), "x"),
    ]
    for column in columns:
        dx = column(x=x, dloss=np.array(-1.5))["dx"]
        np.testing.assert_allclose(dx, -3 * x, rtol=1e-8)


def test_differences_say_how_closely_they_hold():
    assert check.differences(square_forward, "x").tol == 1e-7
    assert check.differences(square_forward, "x", tol=1e-6).tol == 1e-6


@pytest.mark.parametrize("extra", [{}, {"dy": np.ones(2), "dz": np.ones(2)}])
def test_exactly_one_gradient_comes_from_above(extra):
    got = ", ".join(extra) or "none"
    message = f"^inputs: expected one gradient from above beside x, got {got}$"
    for column in (
        check.by_hand(square_forward, square_backward, "x"),
        check.differences(square_forward, "x"),
    ):
        with pytest.raises(ValueError, match=message):
            column(x=np.ones(2), **extra)


def test_dy_has_the_shape_of_y():
    """A dy of the wrong shape would broadcast to a different scalar, silently."""
    with pytest.raises(ShapeError, match=r"^dy: expected \(the shape of y\) = \(2,\)"):
        check.differences(square_forward, "x")(x=np.ones(2), dy=np.ones((3, 2)))


def test_differences_need_float64():
    with pytest.raises(DtypeError, match=r"^x: expected float64, got float32$"):
        check.differences(square_forward, "x")(x=np.ones(2, np.float32), dy=np.ones(2))
