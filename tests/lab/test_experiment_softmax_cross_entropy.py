"""Cross-entropy over logits, and behind a linear layer: exact bytes, wrong variants."""

import importlib.util
import os
import subprocess
import sys
from dataclasses import replace

import pytest
import torch

from gradbook import lab
from gradbook.lab.experiments import _cross_entropy as parts
from gradbook.lab.experiments import softmax_cross_entropy as logits_only
from gradbook.lab.experiments import softmax_cross_entropy_head as head

MATRICES = {  # variant: saved and peak, in N x K matrices; numbers beside them
    "naive": (2, 6, lambda N: 4 * N, lambda N: 3 * N + 1),
    "derived": (1, 1, lambda N: 0, lambda N: N + 1),
    "builtin": (1, 3, lambda N: 1, lambda N: 1),
}
MOVED = {"naive": 38, "derived": 9, "builtin": 8}  # a gather counts as a whole read
ACCESSES = {"naive": 35, "derived": 6}  # MOVED less gathers, scatters in place


@pytest.fixture
def live():
    return lab.experiment("softmax_cross_entropy").live(
        logits_only.Config.tiny(), "cpu"
    )


@pytest.fixture
def live_head():
    return lab.experiment("softmax_cross_entropy_head").live(head.Config.tiny(), "cpu")


@pytest.mark.parametrize("label", logits_only.LIVE)
@pytest.mark.parametrize("K", [500, 3000])
def test_bytes_over_the_logits_are_exact(label, K):
    config = replace(logits_only.Config.tiny(), K=K)
    row = lab.experiment("softmax_cross_entropy").live(config, "cpu")[label]
    saved, peak, saved_beside, peak_beside = MATRICES[label]
    N, one = config.N, 4 * config.N * K
    assert row.saved_bytes == saved * one + 4 * saved_beside(N)
    assert row.peak_bytes == peak * one + 4 * peak_beside(N)
    assert row.moved_bytes // one == MOVED[label]


@pytest.mark.parametrize(("N", "D", "K", "chunk"), [(48, 16, 500, 16), (40, 8, 300, 8)])
def test_bytes_of_the_head_are_exact(N, D, K, chunk):
    config = head.Config(N=N, D=D, K=K, chunk=chunk)
    live = lab.experiment("softmax_cross_entropy_head").live(config, "cpu")
    assert live["naive"].saved_bytes == 4 * (N * K + 1)
    assert live["naive"].peak_bytes == 4 * (3 * N * K + 1)
    gradients = N * D + D * K
    rows = {"one-chunk": N, "derived": chunk, "small-chunks": chunk // 8}
    for label, c in rows.items():
        assert live[label].saved_bytes == 4 * gradients
        assert live[label].peak_bytes == 4 * (2 * c * K + gradients + 2 * c + 1)


def test_products_of_the_head_are_counted(live_head):
    flops = head.problem(live_head.config)["flops"]
    counted = {k: lab.count_flops(live_head.case, k) for k in live_head.case.forwards}
    assert {each.forward + each.backward for each in counted.values()} == {flops}
    assert counted["naive"].ratio == 2
    assert counted["derived"].backward == 0  # all of it happens in the forward pass


def test_predictions_are_the_counts_and_work_is_that_of_full_size():
    assert logits_only.PREDICTION.ratio == ACCESSES["naive"] / ACCESSES["derived"]
    work = logits_only.problem(logits_only.Config.full())
    assert work["bytes_min"] / 4.3e12 == pytest.approx(2.0e-3, rel=0.01)
    work = head.problem(head.Config.full())
    assert work["flops"] / 790e12 == pytest.approx(36.7e-3, rel=0.01)


@pytest.mark.parametrize("module", [logits_only, head])
def test_every_variant_is_right_in_bfloat16_too(module):
    config = replace(module.Config.tiny(), dtype="bfloat16")
    name = module.__name__.rpartition(".")[2]
    live = lab.experiment(name).live(config, "cpu")
    assert {row.rel_err < module.TOL(config) for row in live.rows} == {True}
    assert live["derived"].rel_err > 1e-5  # bfloat16 it was


def wrong(change):
    """The derived Function with another gradient: change(p - y, y, dloss)."""

    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx, logits, targets):
            y = torch.nn.functional.one_hot(targets, logits.shape[1]).to(logits.dtype)
            ctx.save_for_backward(torch.softmax(logits, 1) - y, y)
            return torch.nn.functional.cross_entropy(logits, targets)

        @staticmethod
        def backward(ctx, dloss):
            return change(*ctx.saved_tensors, dloss), None

    return lambda logits, targets: Wrong.apply(logits, targets)


WRONG = {
    "no mean": lambda r, y, dloss: dloss * r,
    "no dloss": lambda r, y, dloss: r / len(r),
    "p alone": lambda r, y, dloss: dloss * (r + y) / len(r),
    "-y alone": lambda r, y, dloss: -dloss * y / len(r),
    "sign": lambda r, y, dloss: -dloss * r / len(r),
}


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_gradient_is_refused(monkeypatch, name, dtype):
    config = replace(logits_only.Config.tiny(), dtype=dtype)
    planted = {k: wrong(WRONG[name]) for k in logits_only.LIVE}
    monkeypatch.setattr(logits_only, "variants", lambda *a: planted)
    with pytest.raises(lab.WrongVariant, match="naive: dlogits: expected the float64"):
        lab.experiment("softmax_cross_entropy").live(config, "cpu")


def test_a_chunk_left_out_is_refused(monkeypatch, live_head):
    def forgets(z, targets):
        losses, dz = head.log_softmax_then_gradient(z, targets)
        return losses, dz * (dz.shape[0] == 16)  # the last chunk has 14 rows

    short = replace(live_head.config, N=46)
    planted = {k: head.chunked(16, forgets) for k in head.LIVE}
    monkeypatch.setattr(head, "variants", lambda *a: planted)
    with pytest.raises(lab.WrongVariant, match="naive: dx: expected the float64"):
        lab.experiment("softmax_cross_entropy_head").live(short, "cpu")


@pytest.mark.parametrize(
    "name", ["softmax_cross_entropy", "softmax_cross_entropy_head"]
)
def test_a_gradient_scaled_in_place_serves_once(name):
    module = lab.experiment(name).module
    case = lab.experiment(name).case(module.Config.tiny(), "cpu")
    loss = case.forwards["derived"](**case.arguments())
    loss.backward(retain_graph=True)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()


def test_the_reference_does_not_depend_on_its_pieces(monkeypatch, live):
    whole = live.case.truth()
    monkeypatch.setattr(parts, "ROWS", 5)
    for one, other in zip(whole, live.case.truth(), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-13, atol=0)


def test_times_show_the_prediction_and_what_is_lost(clock, live):
    clock.update({"naive": 35.0, "derived": 6.0, "builtin": 5.0})
    text = " ".join(repr(live.times()).split())
    assert (
        "Predicted naive / derived: 5.8x (counted); seen: 5.8x; verdict: held." in text
    )
    assert "derived loses to builtin: 1.2x its time." in text


INTERPRETED = """
import torch
from gradbook.lab.case import Case
from gradbook.lab.experiments import _cross_entropy, softmax_cross_entropy as s
from gradbook.lab.experiments import softmax_cross_entropy_head as head
CPU = torch.device("cpu")
forward = {"triton": lambda logits, targets: s.TritonCrossEntropy.apply(logits,targets)}
for K, dtype in ((1000, "float32"), (9000, "float32"), (5000, "bfloat16")):
    config = s.Config(N=5, K=K, dtype=dtype)
    case = Case("logits", forward, s.inputs(config, CPU), s.WRT, s.reference,
                tol=s.TOL(config))
    case.error("triton", case.truth())
config = head.Config.tiny()
forward = {"triton": head.chunked(16, head.one_kernel)}
case = Case("head", forward, head.inputs(config, CPU), head.WRT, head.reference)
case.error("triton", case.truth())
z, targets = torch.tensor([[1e4, -1e4, 0.0], [0.0, 1e4, 1e4]]), torch.tensor([1, 2])
losses = _cross_entropy.fused(z, targets, out=z)
torch.testing.assert_close(losses, torch.tensor([2e4, 0.693147]))
torch.testing.assert_close(z, torch.tensor([[1.0, -1, 0], [0, 0.5, -0.5]]))
"""


@pytest.mark.skipif(
    importlib.util.find_spec("triton") is None,
    reason="Triton is not installed: its kernels cannot be interpreted here",
)
def test_the_triton_kernel_interpreted_on_the_cpu():
    environment = os.environ | {"TRITON_INTERPRET": "1"}
    done = subprocess.run(
        (sys.executable, "-c", INTERPRETED),
        env=environment | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
