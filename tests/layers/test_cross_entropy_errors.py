"""What cross-entropy refuses, and how it says so."""

import numpy as np
import pytest

from gradbook.layers import cross_entropy_backward as backward
from gradbook.layers import cross_entropy_forward as forward
from gradbook.shapes import DtypeError, RangeError, ShapeError

Z, T = np.zeros((2, 3)), np.zeros(2, int)
S = np.full((2, 3), 1 / 3)
REFUSALS = [
    ((Z[0], T), {}, ShapeError, "logits: expected (N, K), got (3,)"),
    ((Z, T[:1]), {}, ShapeError, "targets: expected (N,) = (2,), got (1,)"),
    ((Z, [0, 1]), {}, DtypeError, "targets: expected a NumPy array, got list"),
    ((Z, T > 0), {}, DtypeError, "targets: expected integers, got bool"),
    (
        (Z, np.array([0, 3])), {}, RangeError,
        "targets: expected integers in [0, K) = [0, 3), got 3 at [1]",
    ),
    (
        (Z, np.array([-1, 0])), {}, RangeError,
        "targets: expected integers in [0, K) = [0, 3), got -1 at [0]",
    ),
    (
        (Z, S[:, :2]), {}, ShapeError,
        "targets: expected the shape of logits = (2, 3), got (2, 2)",
    ),
    (
        (Z, S.astype(np.float32)), {}, DtypeError,
        "targets: expected float64 like logits, got float32",
    ),
    (
        (Z, S * 1.01), {}, RangeError,
        "targets: expected rows that sum to 1, got 1.01 at [0]",
    ),
    (
        (Z, S * [[-1, 2, 2]]), {}, RangeError,
        "targets: expected values in [0, 1], got -0.333333 at [0, 0]",
    ),
    (
        (Z, T), {"reduction": "avg"}, RangeError,
        "reduction: expected one of mean, sum, none, got 'avg'",
    ),
    (
        (Z, T), {"label_smoothing": 1.5}, RangeError,
        "label_smoothing: expected a number in [0, 1], got 1.5",
    ),
    (
        (Z, T), {"temperature": -1}, RangeError,
        "temperature: expected a number in (0, inf), got -1",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("inputs", "settings", "error", "message"), REFUSALS)
def test_refusals(inputs, settings, error, message):
    with pytest.raises(error) as caught:
        forward(*inputs, **settings)
    assert str(caught.value) == message


def test_dloss_has_the_shape_of_the_loss():
    _, cache = forward(Z, T)
    with pytest.raises(ShapeError, match=r"^dloss: expected a scalar, got \(2,\)$"):
        backward(np.ones(2), cache)
    with pytest.raises(DtypeError, match=r"^dloss: expected float64 like logits"):
        backward(np.float32(1), cache)
    _, cache = forward(Z, T, reduction="none")
    message = r"^dloss: expected the shape of loss = \(2,\), got \(\)$"
    with pytest.raises(ShapeError, match=message):
        backward(np.array(1.0), cache)
    with pytest.raises(DtypeError, match=r"^dloss: expected a NumPy array, got float$"):
        backward(1.0, cache)
