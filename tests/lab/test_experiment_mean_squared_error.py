"""The mean squared error experiment: exact bytes, rounding, Triton interpreted."""

import importlib.util
import os
import subprocess
import sys

import pytest
import torch

from gradbook import lab
from gradbook.lab.experiments import mean_squared_error as experiment

VECTORS = {  # variant: accesses, saved, peak, in vectors of n float32 numbers
    "naive": (14, 1, 5),
    "derived": (6, 1, 2),
    "builtin": (5, 1, 2),
}
NUMBERS = 16  # beyond the vectors: a few single numbers of 4 bytes


@pytest.fixture
def live():
    config = experiment.Config.tiny()
    return lab.experiment("mean_squared_error").live(config, "cpu")


@pytest.mark.parametrize("label", experiment.LIVE)
def test_bytes_are_exact_but_for_single_numbers(live, label):
    one, row = 4 * live.config.n, live[label]
    moved, saved, peak = (count * one for count in VECTORS[label])
    assert row.saved_bytes == saved
    assert moved < row.moved_bytes <= moved + 4 * NUMBERS
    assert peak <= row.peak_bytes <= peak + 4 * NUMBERS


def test_the_prediction_is_the_count():
    accesses = VECTORS["naive"][0] / VECTORS["derived"][0]
    assert accesses == experiment.PREDICTION.ratio
    assert experiment.problem(experiment.Config(n=10))["bytes_min"] == 3 * 4 * 10


def test_alone_the_builtin_looks_free():
    p, t = torch.randn(2, 4096)
    p.requires_grad_()
    forward = experiment.variants(experiment.Config.tiny(), torch.device("cpu"))
    saved = {
        label: lab.saved_bytes(lambda f=f: f(p, t), exclude=[t])
        for label, f in forward.items()
    }
    assert saved == {"naive": 4 * 4096, "derived": 4 * 4096, "builtin": 0}


def test_the_builtin_hides_an_array_of_squares():
    """Its two hidden accesses: it takes 7, where from outside it seems to take 5."""
    p, t = torch.randn(2, 2**16)
    with torch.profiler.profile(
        activities=[torch.profiler.ProfilerActivity.CPU], profile_memory=True
    ) as watched:
        torch.nn.functional.mse_loss(p, t)
    inside = [event.cpu_memory_usage for event in watched.events()]
    assert max(inside) >= p.nbytes


def test_a_long_sum_in_float32_is_right(live):
    """Row by row; a single dot product of this length is refused."""
    config = experiment.Config.live()
    case = lab.experiment("mean_squared_error").case(config, torch.device("cpu"))
    assert case.error("derived", case.truth()) < 1e-6


def test_what_a_notebook_compares_has_no_time(live):
    assert repr(live).splitlines() == [
        "Live: mean_squared_error forward + backward, in MiB, exact",
        "variant  moved  saved  peak",
        "naive     0.22   0.02  0.08",
        "derived   0.09   0.02  0.03",
        "builtin   0.08   0.02  0.03",
        "floor     0.05",
        "Config: n = 4096, scale = 2.0, seed = 0.",
    ]


@pytest.mark.parametrize("size", ["tiny", "live", "full"])
def test_sizes_are_whole_rows(size):
    config = getattr(experiment.Config, size)()
    assert config.n % experiment.ROW == 0


INTERPRETED = """
import torch
from gradbook.lab.case import Case
from gradbook.lab.experiments import mean_squared_error as e
forward = {"triton": lambda predictions, targets: e.TritonSquaredError.apply(
    predictions, targets)}
inputs = e.inputs(e.Config(n=5000), torch.device("cpu"))
case = Case("mean_squared_error", forward, inputs, e.WRT, e.reference)
assert case.error("triton", case.truth()) < 1e-6
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
