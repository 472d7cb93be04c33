"""Backpropagation measured: FLOPs, stored activations, retain_graph, wrong variants."""

import pytest
import torch

from gradbook import lab
from gradbook.lab.experiments import backpropagation as module
from gradbook.lab.experiments.backpropagation import Config
from gradbook.lab.recorder import make_record
from gradbook.lab.records import save


def live(**sizes):
    return lab.experiment("backpropagation").live(Config(**sizes), "cpu")


def numbers(label, N, D, L):
    """Numbers alive at the peak for D < N and L > 2, as the experiment's page says."""
    builtin = (L + 2) * N * D + D * D + D
    one_node = L * (N * D + D * D + D), (L + 1) * N * D + 2 * D * D + 2 * D
    peaks = {"naive": builtin, "builtin": builtin, "derived": builtin + D * D + D}
    return peaks | {"one-node": max(one_node), "forward": L * N * D}


@pytest.mark.parametrize(("N", "D", "L"), [(64, 16, 8), (64, 16, 4), (40, 24, 3)])
def test_bytes_are_exact_and_linear_in_depth(N, D, L):
    run = live(N=N, D=D, depth=L)
    for label in module.LIVE:
        assert run[label].saved_bytes == 4 * (L - 1) * N * D
        assert run[label].peak_bytes == 4 * numbers(label, N, D, L)[label]


@pytest.mark.parametrize("label", ["naive", "derived", "one-node", "builtin"])
@pytest.mark.parametrize("L", [1, 2, 8])
def test_flops_are_counted_twice_and_agree(label, L):
    config = Config(N=24, D=12, depth=L)
    case = lab.experiment("backpropagation").case(config, "cpu")
    counted = lab.count_flops(case, label)
    assert counted == lab.count_flops(case, "naive")
    own = module.flops(config)
    assert (counted.forward, counted.backward) == (own["forward"], own["backward"])
    assert counted.ratio == (2 * L - 1) / L
    assert module.problem(config)["flops"] == (3 * L - 1) * 2 * 24 * 12**2


def test_the_prediction_is_the_count_at_its_depth():
    config = Config.full()
    assert config.depth == Config.live().depth == Config.tiny().depth == 8
    work = module.flops(config)
    assert module.PREDICTION.ratio == work["backward"] / work["forward"] == 15 / 8


@pytest.mark.parametrize("label", ["naive", "derived", "one-node", "builtin"])
def test_retain_graph_keeps_every_activation(label):
    N, D, L = 64, 16, 6
    case = lab.experiment("backpropagation").case(Config(N=N, D=D, depth=L), "cpu")
    cost = lab.retain_graph_cost(case, label)
    assert cost.left_freed == 0
    assert cost.left_kept == 4 * (L - 1) * N * D
    assert cost.peak_freed == 4 * numbers(label, N, D, L)[label]
    assert cost.peak_kept >= cost.peak_freed
    assert cost.peak_kept - cost.left_kept >= 4 * (N * D + L * (D * D + D))  # results


@pytest.mark.parametrize("label", ["derived", "one-node"])
def test_what_is_written_over_serves_once(label):
    case = lab.experiment("backpropagation").case(Config.tiny(), "cpu")
    y = case.forwards[label](**case.arguments())
    y.backward(case.inputs["dy"], retain_graph=True)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.backward(case.inputs["dy"])


def test_every_variant_is_right_in_bfloat16_too():
    run = live(N=64, D=32, dtype="bfloat16")
    assert all(1e-5 < row.rel_err < module.TOL(run.config) for row in run.rows)


class NoSlope(module.AffineTanh):
    """Forgets 1 - h^2."""

    @staticmethod
    def backward(ctx, dh):
        h_below, W, _ = ctx.saved_tensors
        return dh @ W.T, h_below.T @ dh, dh.sum(dim=0)


class Untransposed(module.AffineTanh):
    """W instead of W^T: of the right shape where all layers are square."""

    @staticmethod
    def backward(ctx, dh):
        h_below, W, h = ctx.saved_tensors
        dz = dh * (1 - h * h)
        return dz @ W, h_below.T @ dz, dz.sum(dim=0)


class MeanForBias(module.AffineTanh):
    """The mean over rows for db, not the sum."""

    @staticmethod
    def backward(ctx, dh):
        h_below, W, h = ctx.saved_tensors
        dz = dh * (1 - h * h)
        return dz @ W.T, h_below.T @ dz, dz.mean(dim=0)


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
@pytest.mark.parametrize(
    ("Layer", "what"),
    [(NoSlope, "dW"), (Untransposed, "dW"), (MeanForBias, "db")],
)
def test_a_wrong_backward_is_refused(monkeypatch, Layer, what, dtype):
    planted = dict.fromkeys(module.LIVE, module.network(Layer.apply, module.linear))
    monkeypatch.setattr(module, "variants", lambda *a: planted)
    with pytest.raises(lab.WrongVariant, match=f"naive: {what}[1-8]: expected"):
        live(N=64, D=32, dtype=dtype)


def test_a_wrong_forward_alone_is_refused(monkeypatch):
    planted = module.variants(Config.tiny(), torch.device("cpu"))
    shifted = {"forward": lambda **inputs: module.naive(**inputs) + 1e-3}
    monkeypatch.setattr(module, "variants", lambda *a: planted | shifted)
    with pytest.raises(lab.WrongVariant, match="forward: output: expected"):
        live(N=32, D=16)


def test_backward_has_its_own_verdict_and_forward_beats_nobody(clock):
    run = live(N=32, D=16)
    clock.update({"builtin": 29.0, "forward": 10.0, "derived": 30.0, "one-node": 31.0})
    text = repr(run.times())
    flat = " ".join(text.split())
    assert "Predicted (builtin - forward) / forward: 1.9x (counted); seen: 1.9x" in flat
    assert "derived loses to builtin" in flat and "loses to forward" not in flat
    assert [line.split() for line in text.splitlines() if line.startswith("forw")] == [
        ["forward", "10", "-", "1%"]
    ]


def test_a_record_sets_the_forward_pass_apart(clock, tmp_path):
    clock.update({"builtin": 29.0, "forward": 10.0, "derived": 30.0, "one-node": 31.0})
    made = lab.experiment("backpropagation")
    record = make_record(made, torch.device("cpu"), tiny=True)
    save(record, tmp_path)
    text = " ".join(repr(made.recorded(tmp_path)).split())
    assert record["verdict"] == "held" and "verdict: held" in text
    assert "derived loses to builtin" in text and "loses to forward" not in text


def test_data_gets_no_gradient_and_costs_no_product():
    assert "x" not in module.WRT(Config.tiny())
    case = lab.experiment("backpropagation").case(Config.tiny(), "cpu")
    assert not case.arguments()["x"].requires_grad
    assert case.arguments()["W1"].requires_grad
