"""The trust experiment: exact bytes per dtype, errors near u, wrong gradients seen."""

import pytest
import torch

from gradbook import lab
from gradbook.lab.experiments import trust

BYTES = {"float64": 8, "float32": 4, "float16": 2, "bfloat16": 2}


@pytest.fixture
def live():
    return lab.experiment("trust").live(trust.Config.tiny(), "cpu")


@pytest.mark.parametrize("label", trust.LIVE)
def test_bytes_are_exact(live, label):
    one, row = BYTES[label] * live.config.n, live[label]
    found = row.moved_bytes, row.saved_bytes, row.peak_bytes
    assert found == (10 * one, one, 2 * one)


@pytest.mark.parametrize("seed", range(3))
def test_the_error_lies_within_a_factor_of_u(seed):
    config = trust.Config(n=2**12, seed=seed)
    for row in lab.experiment("trust").live(config, "cpu").rows:
        ratio = row.rel_err / trust.UNIT[row.variant]
        assert 1 / trust.FACTOR < ratio < trust.FACTOR


def test_u_is_half_of_what_torch_calls_eps():
    for label, u in trust.UNIT.items():
        assert torch.finfo(getattr(torch, label)).eps == 2 * u


def test_the_inputs_are_exact_in_every_dtype():
    made = trust.inputs(trust.Config.tiny(), torch.device("cpu"))
    for label in trust.LIVE:
        for each in made.values():
            there_and_back = each.to(getattr(torch, label)).float()
            assert torch.equal(there_and_back, each)
            assert each.all()


@pytest.mark.parametrize("label", trust.LIVE)
def test_an_error_of_ten_u_is_refused(label):
    case = lab.experiment("trust").case(trust.Config.tiny(), "cpu")
    right = case.forwards[label]
    off = 1 + 10 * trust.UNIT[label]
    case.forwards[label] = lambda x, g: right(x, g).double() * off
    with pytest.raises(lab.WrongVariant, match=rf"{label}: output: expected"):
        case.errors()


def test_float32_does_not_pass_for_float64():
    case = lab.experiment("trust").case(trust.Config.tiny(), "cpu")
    case.forwards["float64"] = case.forwards["float32"]
    with pytest.raises(lab.WrongVariant, match=r"within 4e-16, got relative error"):
        case.errors()


def test_the_reference_is_the_derivative():
    made = trust.inputs(trust.Config(n=64), torch.device("cpu"))
    x = made["x"].double().requires_grad_()
    (dx,) = torch.autograd.grad(torch.sigmoid(x), x, made["g"].double())
    torch.testing.assert_close(trust.reference(x, made["g"].double()), dx)


def test_what_a_notebook_compares_has_no_time(live):
    assert repr(live).splitlines() == [
        "Live: trust one gradient, in MiB, exact",
        "variant   moved  saved  peak",
        "float64    0.31   0.03  0.06",
        "float32    0.16   0.02  0.03",
        "float16    0.08   0.01  0.02",
        "bfloat16   0.08   0.01  0.02",
        "floor      0.04",
        "Config: n = 4096, seed = 0.",
    ]


def test_the_prediction_is_the_count():
    assert trust.PREDICTION.ratio == BYTES["float64"] / BYTES["float16"]
    assert trust.problem(trust.Config(n=10))["bytes_min"] == 5 * 2 * 10
    assert trust.Config.tiny().n < trust.Config.live().n < trust.Config.full().n
