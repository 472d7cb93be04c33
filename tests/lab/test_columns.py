"""PyTorch's column of the agreement table."""

import numpy as np
import pytest
import torch

from gradbook.lab import LabError, autograd


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_gradients_by_hand_in_float64(rng):
    x, dy = rng.standard_normal((2, 3, 4)).astype("float32")
    column = autograd(lambda x: torch.sigmoid(x), "x")
    found = column(x=x, dy=dy)
    y = 1 / (1 + np.exp(-x.astype("float64")))
    assert set(found) == {"dx"} and found["dx"].dtype == np.float64
    np.testing.assert_allclose(found["dx"], dy * y * (1 - y), rtol=1e-14)


def test_names_come_in_the_order_of_wrt(rng):
    x, W, dy = (rng.standard_normal(s) for s in ((5, 3), (3, 2), (5, 2)))
    found = autograd(lambda x, W: x @ W, ("W", "x"))(x=x, W=W, dy=dy)
    assert list(found) == ["dW", "dx"]
    np.testing.assert_allclose(found["dW"], x.T @ dy)


def test_a_scalar_loss_needs_no_upstream_gradient_and_takes_one(rng):
    z, targets = rng.standard_normal((4, 3)), np.array([0, 2, 1, 1])

    def loss(z, targets):
        return torch.nn.functional.cross_entropy(z, targets)

    column = autograd(loss, "z")
    once = column(z=z, targets=targets)["dz"]
    thrice = column(z=z, targets=targets, dloss=3.0)["dz"]
    np.testing.assert_allclose(thrice, 3 * once)


def test_inputs_are_not_changed(rng):
    x = rng.standard_normal(3)
    before = x.copy()
    autograd(lambda x: x.mul(1).exp_(), "x")(x=x, dy=np.ones(3))
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize(
    ("wrt", "inputs", "message"),
    [
        ("w", {"dy": np.ones(3)}, "wrt: expected some of x, got 'w'"),
        ("x", {}, r"dy: expected the output's shape \(3,\), got None"),
        (
            "x",
            {"dy": np.ones(2)},
            r"dy: expected the output's shape \(3,\), got \(2,\)",
        ),
        ("x", {"dy": np.ones(3), "dloss": 1.0}, "expected one of dy, dloss, got both"),
    ],
)
def test_errors_say_what(wrt, inputs, message):
    with pytest.raises(LabError, match=message):
        autograd(lambda x: torch.exp(x), wrt)(x=np.ones(3), **inputs)
