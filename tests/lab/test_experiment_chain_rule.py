"""Jacobians from both ends: FLOPs counted twice, bytes, and wrong products refused."""

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from gradbook import lab
from gradbook.lab.experiments import chain_rule as module
from gradbook.lab.experiments.chain_rule import Config


def live(**changes):
    return lab.experiment("chain_rule").live(Config(**changes), "cpu")


def counted(config, label):
    case = lab.experiment("chain_rule").case(config, "cpu")
    with FlopCounterMode(display=False) as counter:
        case.forwards[label](**case.arguments())
    return counter.get_total_flops()


SHAPES = [(24, 5, 10, 4), (5, 24, 10, 3), (12, 12, 12, 2), (40, 1, 8, 4)]


@pytest.mark.parametrize("label", module.LIVE)
@pytest.mark.parametrize(("n", "m", "D", "depth"), SHAPES)
def test_flops_are_those_of_the_formula(label, n, m, D, depth):
    config = Config(n=n, m=m, D=D, depth=depth)
    assert counted(config, label) == module.flops(config)[label]


def test_the_prediction_is_the_count_at_its_size():
    config = Config.live()
    found, claim = module.flops(config), module.PREDICTION
    assert (config.n, config.m) == (512, 32)
    assert claim.ratio == found[claim.slower] / found[claim.faster]
    assert 15 < claim.ratio < 16


def test_the_cheaper_end_flips_with_n_over_m():
    wide, tall = Config(n=64, m=4, D=32), Config(n=4, m=64, D=32)
    for few, many, config in (("jacrev", "jacfwd", wide), ("jacfwd", "jacrev", tall)):
        found = module.flops(config)
        assert found[few] * 8 < found[many]


def test_nothing_is_saved_and_the_reverse_needs_less():
    run = live(n=64, m=4, D=32)
    assert {row.saved_bytes for row in run.rows} == {0}
    forward, reverse = run["from-input"], run["from-output"]
    assert reverse.peak_bytes < forward.peak_bytes / 4
    assert reverse.moved_bytes < forward.moved_bytes


@pytest.mark.parametrize(("n", "m", "D", "depth"), SHAPES)
def test_all_variants_are_the_jacobian(n, m, D, depth):
    run = live(n=n, m=m, D=D, depth=depth)
    assert all(row.rel_err < 1e-5 for row in run.rows)
    case = lab.experiment("chain_rule").case(run.config, "cpu")
    x, *weights = case.arguments(torch.float64).values()
    named = dict(zip(module.names(depth), weights, strict=True))
    expected = torch.autograd.functional.jacobian(module.network(named), x)
    torch.testing.assert_close(module.from_input(x, **named), expected)
    torch.testing.assert_close(module.from_output(x, **named), expected)


def no_slope(x, **weights):
    return module.from_output(x, **weights) * 1.001


def shifted_slopes(x, **weights):
    """The slope of the layer below: it runs where all widths are equal."""
    Ws = module.in_order(weights)
    hs, jac = [x, *module.outputs(x, weights)], torch.eye(len(x))
    for h, W in zip(hs[:-1], Ws, strict=True):
        jac = W.T @ ((1 - h * h)[:, None] * jac)
    return jac


def untransposed(x, **weights):
    jac = torch.eye(len(x))
    for h, W in zip(module.outputs(x, weights), module.in_order(weights), strict=True):
        jac = (1 - h * h)[:, None] * (W @ jac)
    return jac


@pytest.mark.parametrize("wrong", [no_slope, shifted_slopes, untransposed])
def test_a_wrong_product_is_refused(monkeypatch, wrong):
    monkeypatch.setattr(
        module, "variants", lambda *a: dict.fromkeys(module.LIVE, wrong)
    )
    with pytest.raises(lab.WrongVariant, match="jacfwd: output: expected"):
        live(n=16, m=16, D=16)


def test_torchs_own_jacrev_makes_the_same_products():
    config = Config.tiny()
    case = lab.experiment("chain_rule").case(config, "cpu")
    x, *weights = case.arguments().values()
    named = dict(zip(module.names(config.depth), weights, strict=True))
    with FlopCounterMode(display=False) as counter:
        torch.func.jacrev(module.network(named))(x)
    assert counter.get_total_flops() == module.flops(config)["jacrev"]
