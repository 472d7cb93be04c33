"""Every message names the argument, what was expected, and what came."""

import numpy as np
import pytest

from gradbook import shapes
from gradbook.shapes import DtypeError, RangeError, ShapeError

X = np.zeros((3, 4))

REFUSALS = [
    (
        lambda: shapes.expect_shape("scale", np.zeros(3), (4,), "D,"),
        ShapeError,
        "scale: expected (D,) = (4,), got (3,)",
    ),
    (
        lambda: shapes.expect_shape("W", X, (np.int64(4), 3), "D, M"),
        ShapeError,
        "W: expected (D, M) = (4, 3), got (3, 4)",
    ),
    (
        lambda: shapes.expect_like("dy", X.T, "y", X),
        ShapeError,
        "dy: expected the shape of y = (3, 4), got (4, 3)",
    ),
    (
        lambda: shapes.expect_like("dy", np.zeros(()), "y", X),
        ShapeError,
        "dy: expected the shape of y = (3, 4), got ()",
    ),
    (
        lambda: shapes.expect_scalar("dloss", X, "logits", X),
        ShapeError,
        "dloss: expected a scalar, got (3, 4)",
    ),
    (
        lambda: shapes.expect_entries("logits", np.zeros((0, 3))),
        ShapeError,
        "logits: expected at least one entry, got (0, 3)",
    ),
    (
        lambda: shapes.expect_float("x", np.arange(3)),
        DtypeError,
        "x: expected float32 or float64, got int64",
    ),
    (
        lambda: shapes.expect_float("x", np.zeros(3, np.float16)),
        DtypeError,
        "x: expected float32 or float64, got float16",
    ),
    (
        lambda: shapes.expect_float("x", np.zeros(3, ">f4")),
        DtypeError,
        "x: expected float32 or float64, got >f4",
    ),
    (
        lambda: shapes.expect_float("x", [1.0, 2.0]),
        DtypeError,
        "x: expected a NumPy array, got list",
    ),
    (
        lambda: shapes.expect_float("x", 1.0),
        DtypeError,
        "x: expected a NumPy array, got float",
    ),
    (
        lambda: shapes.expect_float64("x", np.float32(1)),
        DtypeError,
        "x: expected float64, got float32",
    ),
    (
        lambda: shapes.expect_same_dtype("targets", np.float32(1), "logits", X),
        DtypeError,
        "targets: expected float64 like logits, got float32",
    ),
    (
        lambda: shapes.expect_scalar("dloss", np.float32(1), "logits", X),
        DtypeError,
        "dloss: expected float64 like logits, got float32",
    ),
    (
        lambda: shapes.expect_scalar("dloss", True, "logits", X),
        DtypeError,
        "dloss: expected a NumPy array, got bool",
    ),
    (
        lambda: shapes.expect_within("targets", np.array([0, 0, 1, 1.5]), 0, 1),
        RangeError,
        "targets: expected values in [0, 1], got 1.5 at [3]",
    ),
    (
        lambda: shapes.expect_within("targets", np.array([[0, np.nan]]), 0, 1),
        RangeError,
        "targets: expected values in [0, 1], got nan at [0, 1]",
    ),
    (
        lambda: shapes.expect_within("targets", np.float64(-1), 0, 1),
        RangeError,
        "targets: expected values in [0, 1], got -1",
    ),
    (
        lambda: shapes.expect_integers("targets", X),
        DtypeError,
        "targets: expected integers, got float64",
    ),
    (
        lambda: shapes.expect_integers("targets", X > 0),
        DtypeError,
        "targets: expected integers, got bool",
    ),
    (
        lambda: shapes.expect_indices("indices", np.array([[0, 1], [4, 9]]), 4, "V"),
        RangeError,
        "indices: expected integers in [0, V) = [0, 4), got 4 at [1, 0]",
    ),
    (
        lambda: shapes.expect_indices("indices", np.array(-1), 4, "V"),
        RangeError,
        "indices: expected integers in [0, V) = [0, 4), got -1",
    ),
    (
        lambda: shapes.expect_axes("x", X, "N,"),
        ShapeError,
        "x: expected (N,), got (3, 4)",
    ),
    (
        lambda: shapes.expect_axes("x", X, "..., T, H, D"),
        ShapeError,
        "x: expected (..., T, H, D), got (3, 4)",
    ),
    (
        lambda: shapes.expect_number("smoothing", 1.5, 0, 1),
        RangeError,
        "smoothing: expected a number in [0, 1], got 1.5",
    ),
    (
        lambda: shapes.expect_number("T", 0, 0, np.inf, "()"),
        RangeError,
        "T: expected a number in (0, inf), got 0",
    ),
    (
        lambda: shapes.expect_number("beta", 1, 0, 1, "[)"),
        RangeError,
        "beta: expected a number in [0, 1), got 1",
    ),
    (
        lambda: shapes.expect_number("p", 0.0, 0, 1, "(]"),
        RangeError,
        "p: expected a number in (0, 1], got 0",
    ),
    (
        lambda: shapes.expect_number("T", np.nan, 0, 1),
        RangeError,
        "T: expected a number in [0, 1], got nan",
    ),
    (
        lambda: shapes.expect_number("T", np.ones(1), 0, 1),
        DtypeError,
        "T: expected a number, got ndarray",
    ),
]


@pytest.mark.parametrize(
    ("check", "error", "message"), REFUSALS, ids=range(len(REFUSALS))
)
def test_refusal_says_what_expected_got(check, error, message):
    with pytest.raises(error) as caught:
        check()
    assert str(caught.value) == message


def test_errors_are_the_readers_kind():
    assert issubclass(ShapeError, ValueError)
    assert issubclass(RangeError, ValueError)
    assert issubclass(DtypeError, TypeError)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(), (0,), (2, 3)])
def test_good_arrays_pass(dtype, shape):
    array = np.ones(shape, dtype)
    shapes.expect_float("x", array)
    shapes.expect_shape("x", array, shape, "letters")
    shapes.expect_like("dx", array.copy(), "x", array)
    shapes.expect_within("x", array, 0, 1)
    shapes.expect_axes("x", array, "..., K" if shape else "...")
    shapes.expect_axes("x", array, {0: "...", 1: "N,", 2: "N, K"}[len(shape)])
    shapes.expect_integers("x", array.astype(int))
    shapes.expect_indices("x", array.astype(int), 2, "K")


@pytest.mark.parametrize("value", [1, 1.0, np.float64(1), np.array(1.0)])
def test_scalars_pass(value):
    shapes.expect_scalar("dloss", value, "logits", X)


@pytest.mark.parametrize("value", [0, 1, 0.5, np.float32(1), np.float64(0)])
def test_numbers_pass(value):
    shapes.expect_number("smoothing", value, 0, 1)


@pytest.mark.parametrize(("value", "brackets"), [(0, "[)"), (1, "(]"), (0.5, "()")])
def test_numbers_pass_at_an_end_that_belongs(value, brackets):
    shapes.expect_number("beta", value, 0, 1, brackets)
