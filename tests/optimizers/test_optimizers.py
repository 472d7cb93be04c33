"""Update rules: equal to torch.optim's for 100 steps, pure, errors by name."""

import inspect

import numpy as np
import pytest
import torch

from gradbook import optimizers
from gradbook.optimizers import AdamState, SgdState, adam, adamw, sgd
from gradbook.shapes import DtypeError, RangeError, ShapeError

STEPS = 100
BETAS = (0.8, 0.95)  # far apart, and 100 steps do not wash the correction out
SETTINGS = [  # rule, PyTorch's class, settings
    ("sgd", torch.optim.SGD, {"lr": 0.03}),
    ("sgd", torch.optim.SGD, {"lr": 0.03, "momentum": 0.9}),
    ("sgd", torch.optim.SGD, {"lr": 0.03, "momentum": 0.9, "weight_decay": 0.2}),
    ("adam", torch.optim.Adam, {"lr": 0.02}),
    ("adam", torch.optim.Adam, {"lr": 0.02, "betas": BETAS, "eps": 0.1}),
    ("adam", torch.optim.Adam, {"lr": 0.02, "betas": BETAS, "weight_decay": 0.3}),
    ("adamw", torch.optim.AdamW, {"lr": 0.02}),
    ("adamw", torch.optim.AdamW, {"lr": 0.02, "betas": BETAS, "eps": 0.1}),
    ("adamw", torch.optim.AdamW, {"lr": 0.02, "betas": BETAS, "weight_decay": 0.3}),
]
each_setting = pytest.mark.parametrize(("rule", "theirs", "settings"), SETTINGS)


def problem(rng):
    """Weights to begin with, and the gradient of a curved loss that is noisy, too."""
    start, target = rng.standard_normal((2, 4, 3))
    curvature = rng.uniform(0.1, 3, (4, 3))
    noise = rng.standard_normal((STEPS, 4, 3))
    return start, lambda w, t: curvature * (w - target) + noise[t]


def path_of(rule, start, slope, settings):
    """The weights after every step, by one of our rules."""
    w, state, path = start, None, []
    for t in range(STEPS):
        w, state = rule(w, slope(w, t), state, **settings)
        path.append(w)
    return np.array(path)


def path_of_torch(theirs, start, slope, settings):
    """The weights after every step, by torch.optim in float64."""
    w = torch.tensor(start, requires_grad=True)
    optimizer, path = theirs([w], **settings), []
    for t in range(STEPS):
        w.grad = torch.tensor(slope(w.detach().numpy(), t))
        optimizer.step()
        path.append(w.detach().numpy().copy())
    return np.array(path)


def distance(rule, theirs, settings, rng):
    """The largest difference on the way, over the largest weight."""
    start, slope = problem(rng)
    expected = path_of_torch(theirs, start, slope, settings)
    found = path_of(rule, start, slope, settings)
    return np.abs(found - expected).max() / np.abs(expected).max()


@each_setting
def test_100_steps_are_pytorchs(rule, theirs, settings, rng):
    assert distance(getattr(optimizers, rule), theirs, settings, rng) < 1e-12


@pytest.mark.parametrize("rule", ["sgd", "adam", "adamw"])
def test_the_defaults_are_pytorchs(rule):
    theirs = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}.get(rule)
    theirs = inspect.signature(theirs or torch.optim.AdamW).parameters
    own = inspect.signature(getattr(optimizers, rule)).parameters
    for name in set(own) - {"w", "dw", "state"} - ({"lr"} if rule == "sgd" else set()):
        assert own[name].default == theirs[name].default, name


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("rule", [sgd, adam, adamw])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3)])
def test_rules_are_pure_and_keep_the_dtype(rule, dtype, shape, rng):
    w, dw = (np.asarray(rng.standard_normal(shape), dtype) for _ in "wd")
    state, rates = None, {"lr": np.float64(0.1), "weight_decay": np.float64(0.1)}
    for _ in range(3):
        given = [w, dw, *(a for a in state or () if isinstance(a, np.ndarray))]
        kept = [array.copy() for array in given]
        for array in given:
            array.flags.writeable = False
        new, after = rule(w, dw, state, **rates)
        again, _ = rule(w, dw, state, **rates)
        np.testing.assert_array_equal(new, again)
        for array, before in zip(given, kept, strict=True):
            np.testing.assert_array_equal(array, before)
        assert new.dtype == dtype and new.shape == shape
        assert all(a.dtype == dtype for a in after if not isinstance(a, int))
        w, state = np.asarray(new), type(after)(*map(np.asarray, after))
        state = state._replace(step=after.step) if rule is not sgd else state


def test_the_first_step_of_adam_has_the_length_lr(rng):
    dw = rng.standard_normal(5) * 10.0 ** np.arange(-2, 3)
    w, state = adam(np.zeros(5), dw, lr=0.1)
    np.testing.assert_allclose(w, -0.1 * np.sign(dw), rtol=1e-5)
    assert state.step == 1


W = np.ones((2, 3))
M32 = AdamState(1, W.astype(np.float32), W)
REFUSALS = [
    (sgd, (W, W[0]), {"lr": 1}, ShapeError, "dw: expected the shape of w = (2, 3)"),
    (sgd, (W, W.astype(np.float32)), {"lr": 1}, DtypeError, "dw: expected float64"),
    (sgd, (W.astype(int), W), {"lr": 1}, DtypeError, "w: expected float32 or float64"),
    (sgd, (W, W), {"lr": -1}, RangeError, "lr: expected a number in [0, inf), got -1"),
    (sgd, (W, W), {"lr": 1, "momentum": 1}, RangeError, "momentum: expected a number"),
    (sgd, (W, W, SgdState(W[0])), {"lr": 1}, ShapeError, "velocity: expected the shap"),
    (
        adam,
        (W, W),
        {"betas": (0.9, 1)},
        RangeError,
        "beta2: expected a number in [0, 1",
    ),
    (adam, (W, W), {"eps": np.nan}, RangeError, "eps: expected a number in [0, inf)"),
    (adamw, (W, W, M32), {}, DtypeError, "m: expected float64 like w, got float32"),
    (adamw, (W, W), {"weight_decay": "1"}, DtypeError, "weight_decay: expected a numb"),
]


@pytest.mark.parametrize(("rule", "arrays", "settings", "error", "message"), REFUSALS)
def test_refusals(rule, arrays, settings, error, message):
    with pytest.raises(error) as caught:
        rule(*arrays, **settings)
    assert str(caught.value).startswith(message)
