"""The sigmoid experiment: exact bytes, what a chapter sees, Triton interpreted."""

import importlib.util
import os
import subprocess
import sys

import numpy as np
import pytest
import torch

from gradbook import lab
from gradbook.lab.experiments import sigmoid

VECTORS = {  # variant: accesses, saved, peak, in vectors of n float32 numbers
    "naive": (24, 3, 7),
    "saves-x": (12, 2, 3),
    "derived": (10, 1, 2),
    "builtin": (5, 1, 2),
}


@pytest.fixture
def live():
    return lab.experiment("sigmoid").live(sigmoid.Config.tiny(), "cpu")


@pytest.mark.parametrize("label", sigmoid.LIVE)
def test_bytes_are_exact(live, label):
    one = 4 * live.config.n
    row = live[label]
    assert (row.moved_bytes, row.saved_bytes, row.peak_bytes) == tuple(
        count * one for count in VECTORS[label]
    )


def test_the_prediction_is_the_count():
    accesses = VECTORS["naive"][0] / VECTORS["builtin"][0]
    assert sigmoid.PREDICTION.ratio == accesses
    assert sigmoid.problem(sigmoid.Config(n=10))["bytes_min"] == 5 * 4 * 10


def test_alone_the_naive_version_saves_two_and_the_input_looks_free():
    x = torch.randn(100, requires_grad=True)
    assert lab.saved_bytes(lambda: sigmoid.naive(x)) == 800
    assert lab.saved_bytes(lambda: sigmoid.SaveOutput.apply(x)) == 400
    assert lab.saved_bytes(lambda: sigmoid.SaveInput.apply(x)) == 0


def test_what_a_notebook_compares_has_no_time(live):
    assert repr(live).splitlines() == [
        "Live: sigmoid forward + backward, in MiB, exact",
        "variant  moved  saved  peak",
        "naive     0.38   0.05  0.11",
        "saves-x   0.19   0.03  0.05",
        "derived   0.16   0.02  0.03",
        "builtin   0.08   0.02  0.03",
        "floor     0.08",
        "Config: n = 4096, scale = 2.0, seed = 0.",
    ]
    assert set(live._repr_mimebundle_()) == {"text/plain", "text/html"}


def test_times_come_in_order_and_name_what_the_derivation_loses(clock, live):
    text = repr(live.times())
    lines = text.splitlines()
    assert [line.split()[0] for line in lines[1:7]] == [
        "variant", "floor", "builtin", "derived", "saves-x", "naive",
    ]  # fmt: skip
    assert "derived loses to builtin: 2.0x its time." in text
    assert "seen: 4.8x; verdict: held." in " ".join(text.split())
    assert live.times()["derived"].ms == clock["derived"]
    assert max(map(len, lines)) <= 60


def test_an_unknown_variant_is_named(live):
    with pytest.raises(lab.LabError, match=r"variant: expected one of .* 'nive'"):
        live["nive"]


def test_sizes():
    assert sigmoid.Config.full().n == 2**28
    assert sigmoid.Config.tiny().n < sigmoid.Config.live().n
    with pytest.raises(AttributeError):
        sigmoid.Config().n = 3


INTERPRETED = """
import torch
from gradbook.lab.case import Case
from gradbook.lab.experiments import sigmoid as s
forward = {"triton": lambda x: s.TritonSigmoid.apply(x)}
inputs = s.inputs(s.Config(n=5000), torch.device("cpu"))
case = Case("sigmoid", forward, inputs, s.WRT, s.reference)
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


def test_gradient_by_depth_decays_by_a_quarter_per_sigmoid():
    norms = lab.gradient_by_depth(20, 64)
    assert norms.dtype == np.float64 and norms.shape == (20,)
    assert norms[0] < 1e-12
    assert np.all(norms[:-1] < norms[1:])
    np.testing.assert_array_equal(norms, lab.gradient_by_depth(20, 64))
    assert lab.gradient_by_depth(20, 64, "tanh")[0] > 1e6 * norms[0]


def test_gradient_by_depth_by_hand():
    rng, W, h = np.random.default_rng(1), [], []
    h.append(rng.standard_normal(16))
    for _ in range(3):
        W.append(rng.standard_normal((16, 16)) * 2.0 / 4)
        h.append(1 / (1 + np.exp(-h[-1] @ W[-1])))
    dh = rng.standard_normal(16)
    dh, norms = dh / np.linalg.norm(dh), []
    for layer in (2, 1, 0):
        dh = (dh * h[layer + 1] * (1 - h[layer + 1])) @ W[layer].T
        norms.insert(0, np.linalg.norm(dh))
    found = lab.gradient_by_depth(3, 16, init_scale=2.0, seed=1)
    np.testing.assert_allclose(found, norms, rtol=1e-12)


def test_gradient_by_depth_refuses_what_it_does_not_know():
    with pytest.raises(lab.LabError, match=r"activation: expected one of .* 'sigmod'"):
        lab.gradient_by_depth(3, 16, "sigmod")
    with pytest.raises(lab.LabError, match="depth, width"):
        lab.gradient_by_depth(0, 16)
