"""The tape: slopes, order, a second call, long chains, and clear refusals."""

import math

import numpy as np
import pytest

from gradbook import tape
from gradbook.tape import Scalar, gradients


def test_a_product_and_a_sum():
    x, y = Scalar(2), Scalar(3)
    z = x * y + x
    assert z.value == 8
    assert gradients(z, [x, y, z]) == [4, 2, 1]


X, Y = 0.7, 1.9
ONE = [
    (lambda x: -x, -1),
    (lambda x: x + 3, 1),
    (lambda x: 3 + x, 1),
    (lambda x: x - 3, 1),
    (lambda x: 3 - x, -1),
    (lambda x: 3 * x, 3),
    (lambda x: x * 3, 3),
    (lambda x: x / 4, 1 / 4),
    (lambda x: 3 / x, -3 / X**2),
    (lambda x: x**3, 3 * X**2),
    (lambda x: x**0, 0),
    (lambda x: x**0.5, 0.5 / math.sqrt(X)),
    (lambda x: x**-2, -2 / X**3),
    (lambda x: 2**x, 2**X * math.log(2)),
    (tape.exp, math.exp(X)),
    (tape.log, 1 / X),
    (tape.tanh, 1 - math.tanh(X) ** 2),
    (tape.sigmoid, math.exp(-X) / (1 + math.exp(-X)) ** 2),
    (tape.relu, 1),
    (lambda x: tape.relu(-x), 0),
]


@pytest.mark.parametrize(("f", "slope"), ONE)
def test_one_operation(f, slope):
    x = Scalar(X)
    assert gradients(f(x), [x]) == pytest.approx([slope], rel=1e-14)


PLAIN = {
    "exp": math.exp,
    "log": math.log,
    "tanh": math.tanh,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "relu": lambda x: max(x, 0.0),
}


@pytest.mark.parametrize("name", PLAIN)
def test_a_value_is_that_of_math(name):
    for x in (0.3, 2.5):
        got = getattr(tape, name)(Scalar(x)).value
        assert got == pytest.approx(PLAIN[name](x), rel=1e-15)


TWO = [
    (lambda x, y: x + y, X + Y, (1, 1)),
    (lambda x, y: x - y, X - Y, (1, -1)),
    (lambda x, y: x * y, X * Y, (Y, X)),
    (lambda x, y: x / y, X / Y, (1 / Y, -X / Y**2)),
    (lambda x, y: x**y, X**Y, (Y * X ** (Y - 1), X**Y * math.log(X))),
]


@pytest.mark.parametrize(("f", "value", "slopes"), TWO)
def test_two_operands(f, value, slopes):
    x, y = Scalar(X), Scalar(Y)
    z = f(x, y)
    assert z.value == pytest.approx(value, rel=1e-15)
    assert gradients(z, [x, y]) == pytest.approx(slopes, rel=1e-14)


def test_both_operands_may_be_the_same_node():
    x = Scalar(3)
    assert gradients(x * x, [x]) == [6]
    assert gradients(x + x, [x]) == [2]
    assert gradients(x - x, [x]) == [0]
    assert gradients(x / x, [x]) == pytest.approx([0], abs=1e-16)


def test_a_second_call_doubles_nothing():
    x, y = Scalar(2), Scalar(3)
    u = x * y
    z = u * u + u
    first = gradients(z, [x, y])
    assert gradients(z, [x, y]) == first == [39, 26]
    assert gradients(u, [x, y]) == [3, 2]


def test_a_node_waits_for_all_its_uses():
    """Paths of different lengths meet in x: the short one must not run ahead."""
    x = Scalar(2)
    u = x * x
    z = u + (u * 3 + u) * u  # u + 4 u^2
    assert gradients(z, [x, u]) == [(1 + 8 * 4) * 4, 33]


def test_a_doubled_node_in_a_row_is_walked_once_per_edge():
    """Sixty doublings have 2^60 paths; the tape walks 120 edges."""
    x = y = Scalar(1)
    for _ in range(60):
        y = y + y
    assert gradients(y, [x]) == [2.0**60]


@pytest.mark.parametrize("length", [10_000, 50_000])
def test_a_chain_far_beyond_the_recursion_limit(length):
    x = y = Scalar(0)
    for _ in range(length):
        y = y + 1
    assert (y.value, gradients(y, [x])) == (length, [1])
    repr(y)
    del y  # nor does freeing it recurse


def test_what_y_does_not_use_has_slope_zero():
    x, other = Scalar(2), Scalar(5)
    above = x * other
    assert gradients(x * 3, [other, above]) == [0, 0]


def test_relu_at_its_kink_and_at_nan():
    x, none = Scalar(0), Scalar(math.nan)
    assert gradients(tape.relu(x), [x]) == [0]
    assert math.isnan(tape.relu(none).value)


def test_sigmoid_far_out():
    for far, value in ((1e4, 1), (-1e4, 0)):
        x = Scalar(far)
        y = tape.sigmoid(x)
        assert (y.value, *gradients(y, [x])) == (value, 0)


def test_powers_of_negative_numbers_and_of_zero():
    x, zero = Scalar(-2), Scalar(0)
    assert gradients(x**3, [x]) == [12]
    assert gradients(x**-1, [x]) == [-1 / 4]
    assert [gradients(zero**n, [zero]) for n in (0, 1, 2)] == [[0], [1], [0]]


def test_numpy_numbers_on_either_side():
    x = Scalar(np.float32(2))
    for z in (np.float64(3) * x, x * np.int64(3), np.float64(6) - x * -3 + x * 0):
        assert isinstance(z, Scalar)
        assert gradients(z, [x]) == [3]


@pytest.mark.parametrize(
    ("act", "error", "message"),
    [
        (lambda x: Scalar("2"), TypeError, "value: expected a real number, got str"),
        (lambda x: Scalar(True), TypeError, "value: expected a real number, got bool"),
        (lambda x: Scalar(x), TypeError, "value: expected a real number, got Scalar"),
        (lambda x: x + "2", TypeError, "unsupported operand"),
        (lambda x: [1] * x, TypeError, "unsupported operand|can't multiply"),
        (lambda x: x ** "2", TypeError, "unsupported operand"),
        (lambda x: "2" ** x, TypeError, "unsupported operand|expected a real"),
        (lambda x: x / None, TypeError, "unsupported operand"),
        (lambda x: np.ones(2) * x, TypeError, "does not support ufuncs"),
        (lambda x: x * 1j, TypeError, "unsupported operand"),
        (lambda x: tape.exp(2.0), TypeError, "exp: expected a Scalar, got float"),
        (
            lambda x: tape.log(x - 2),
            ValueError,
            "log: expected a number above 0, got 0",
        ),
        (lambda x: tape.exp(x * 500), OverflowError, "exp: too large .* at 1000"),
        (lambda x: (x * 1e200) ** 2, OverflowError, "too large for a float at 2e.200"),
        (lambda x: 1 / (x - 2), ZeroDivisionError, "0 to the power -1"),
        (lambda x: x / (x - 2), ZeroDivisionError, "/: 2 divided by 0"),
        (lambda x: x / 0, ZeroDivisionError, "/: 2 divided by 0"),
        (lambda x: (x - 2) ** 0.5, ZeroDivisionError, "power 0.5 has no finite slope"),
        (lambda x: (-x) ** 0.5, ValueError, "base above 0 for the power 0.5, got -2"),
        (lambda x: (-x) ** x, ValueError, "log: expected a number above 0, got -2"),
        (lambda x: gradients(2.0, [x]), TypeError, "y: expected a Scalar, got float"),
        (lambda x: gradients(x, x), TypeError, "xs: expected a list of Scalars"),
        (lambda x: gradients(x, [2]), TypeError, "xs: expected a Scalar, got int"),
        (lambda x: x if x > 1 else -x, TypeError, "'>' not supported"),
        (lambda x: x if x else -x, TypeError, "no branch on it"),
    ],
)
def test_a_refusal_says_what_was_expected(act, error, message):
    with pytest.raises(error, match=message):
        act(Scalar(2))
