"""The ReLU experiment: exact bytes, what an MLP keeps, Triton interpreted."""

import importlib.util
import os
import subprocess
import sys

import pytest
import torch

from gradbook import lab
from gradbook.lab.experiments import relu

BYTES = {  # variant: bytes moved and saved per entry
    "naive": (23, 5),
    "saves-x": (22, 8),
    "bits": (28 + 1 / 4, 4 + 1 / 8),
    "derived": (22, 4),
    "builtin": (20, 4),
}


@pytest.fixture
def live():
    return lab.experiment("relu").live(relu.Config.tiny(), "cpu")


@pytest.mark.parametrize("label", relu.LIVE)
def test_bytes_are_exact(live, label):
    n = live.config.rows * live.config.width
    moved, saved = BYTES[label]
    beside = live[label].moved_bytes - moved * n
    assert 0 <= beside < 100  # the eight lanes and the scalar 0
    assert live[label].saved_bytes == saved * n
    assert live[label].rel_err == 0


def test_the_prediction_is_the_count():
    assert relu.PREDICTION.ratio == BYTES["bits"][0] / BYTES["builtin"][0]
    config = relu.Config(rows=8, width=8)
    assert relu.problem(config)["bytes_min"] == (16 + 1 / 4) * 64


def test_without_a_next_layer_the_bits_win(live):
    """An addition keeps nothing: what ReLU saves is all there is."""
    h = torch.randn(64, 64, requires_grad=True)
    saved = {
        label: lab.saved_bytes(lambda f=forward: f(x=2 * h) + 1) / h.numel()
        for label, forward in live.case.forwards.items()
    }
    expected = {"naive": 1, "saves-x": 4, "bits": 1 / 8, "derived": 4, "builtin": 4}
    assert saved == expected


@pytest.mark.parametrize("label", relu.LIVE)
def test_at_zero_every_variant_chooses_zero(live, label):
    x = torch.tensor([-1.0, -0.0, 0.0, 1.0, 2.0, 0.0, -3.0, 4.0], requires_grad=True)
    live.case.forwards[label](x=x).backward(torch.full((8,), 3.0))
    assert x.grad.tolist() == [0, 0, 0, 3, 3, 0, 0, 3]


def test_bits_in_the_wrong_order_are_refused(live):
    class Reversed(relu.SaveBits):
        @staticmethod
        def backward(ctx, dy):
            return relu.SaveBits.backward(ctx, dy.flip(1)).flip(1)

    wrong = {"bits": lambda x: Reversed.apply(x)}
    case = lab.Case("relu", wrong, live.case.inputs, relu.WRT, relu.reference)
    with pytest.raises(lab.WrongVariant, match="bits: dx: expected the float64"):
        case.error("bits", case.truth())


def test_times_name_what_the_derivation_loses(clock, live):
    clock["bits"] = 14.0
    text = " ".join(repr(live.times()).split())
    assert "derived loses to builtin: 2.0x its time." in text
    assert "seen: 1.4x; verdict: held." in text


def test_sizes():
    for config in (relu.Config.tiny(), relu.Config.live(), relu.Config.full()):
        assert config.width % 8 == 0
    assert relu.Config.full().rows * relu.Config.full().width == 2**28


INTERPRETED = """
import torch
from gradbook.lab.case import Case
from gradbook.lab.experiments import relu
from gradbook.lab.memory import saved_bytes
forward = {"triton": lambda x: relu.TritonBits.apply(x)}
inputs = relu.inputs(relu.Config(rows=67, width=72), torch.device("cpu"))
case = Case("relu", forward, inputs, relu.WRT, relu.reference, block=relu.block)
assert case.error("triton", case.truth()) == 0
kept = saved_bytes(case.forward_in_block("triton"), exclude=inputs.values())
assert kept == 67 * 72 * 4 + 67 * 72 // 8
"""


@pytest.mark.skipif(
    importlib.util.find_spec("triton") is None,
    reason="Triton is not installed: its kernels cannot be interpreted here",
)
def test_the_triton_pair_interpreted_on_the_cpu():
    environment = os.environ | {"TRITON_INTERPRET": "1"}
    done = subprocess.run(
        (sys.executable, "-c", INTERPRETED),
        env=environment | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
