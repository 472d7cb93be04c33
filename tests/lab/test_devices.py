"""Devices, their names, and seeds."""

import random
import sys
import types

import numpy as np
import pytest
import torch

from gradbook.lab import DeviceError, describe, device, seed_all
from gradbook.lab.devices import slug


def only(monkeypatch, *kinds):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: "cuda" in kinds)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: "mps" in kinds)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [((), "cpu"), (("mps",), "mps"), (("mps", "cuda"), "cuda")],
)
def test_the_fastest_device_is_chosen(monkeypatch, kinds, expected):
    monkeypatch.delenv("GRADBOOK_DEVICE", raising=False)
    only(monkeypatch, *kinds)
    assert device().type == expected


def test_the_variable_decides_and_the_argument_overrules(monkeypatch):
    only(monkeypatch, "cuda", "mps")
    monkeypatch.setenv("GRADBOOK_DEVICE", "mps")
    assert device().type == "mps"
    assert device("cpu").type == "cpu"
    assert device(torch.device("cuda")).type == "cuda"


def test_errors_name_what_was_asked_for(monkeypatch):
    only(monkeypatch)
    with pytest.raises(DeviceError, match=r"^device: expected one of cpu .* 'cuda'$"):
        device("cuda")
    monkeypatch.setenv("GRADBOOK_DEVICE", "tpu")
    with pytest.raises(DeviceError, match=r"^GRADBOOK_DEVICE: .* got 'tpu'$"):
        device()


def test_describe_names_hardware_and_software():
    said = describe(torch.device("cpu"))
    assert said["hardware"]["accelerator"] == "cpu"
    assert said["hardware"]["cores"] >= 1
    assert said["software"]["torch"] == torch.__version__


def test_describe_a_card(monkeypatch):
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "NVIDIA H200")
    monkeypatch.setattr("gradbook.lab.devices._ask", lambda *command: "580.1\n580.1")
    triton = types.SimpleNamespace(__version__="3.6.0")
    monkeypatch.setitem(sys.modules, "triton", triton)
    said = describe(torch.device("cuda"))
    assert said["hardware"]["accelerator"] == "NVIDIA H200"
    assert said["hardware"]["driver"] == "580.1"
    assert said["software"]["triton"] == "3.6.0"


def test_a_missing_command_is_no_error():
    from gradbook.lab.devices import _ask

    assert _ask("no-such-command-anywhere") is None


def test_slug():
    assert slug("NVIDIA H200") == "nvidia-h200"
    assert slug("Tesla V100-SXM2 (32 GB)") == "tesla-v100-sxm2-32-gb"


def test_one_seed_for_all():
    def draw():
        rng = seed_all(3)
        return random.random(), np.random.rand(), torch.rand(1).item(), rng.random()

    assert draw() == draw()
