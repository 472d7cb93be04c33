"""A clock that stands still, so that no test depends on time."""

import json

import pytest
import torch

from gradbook.lab import recorder
from gradbook.lab.registry import experiment
from gradbook.lab.schema import digest
from gradbook.lab.timing import Timing

STILL = {"GBps": 20.0, "TFLOPs": 0.1, "dtype": "float32"}
MS = {"naive": 48.0, "saves-x": 24.0, "derived": 20.0, "builtin": 10.0}


@pytest.fixture
def clock(monkeypatch):
    """Replace the times by MS and the ceilings by STILL; tests may change both."""
    times, ceilings = dict(MS), [STILL]

    def time_steps(steps, device, **how):
        return {k: Timing(times[k], (times[k], times[k]), 9, 0.01) for k in steps}

    module = "gradbook.lab.measuring"
    monkeypatch.setattr(f"{module}.time_steps", time_steps, raising=True)
    monkeypatch.setattr(f"{module}.ceilings", lambda device: ceilings[-1])
    return times


@pytest.fixture
def cpu_record(clock):
    """A tiny record of the CPU, made by the recorder itself."""
    return recorder.make_record(experiment("sigmoid"), torch.device("cpu"), tiny=True)


@pytest.fixture
def gpu_record(cpu_record):
    """The same record as if a GPU of full size had made it."""
    config = experiment("sigmoid").module.Config.full()
    hardware = cpu_record["hardware"] | {"accelerator": "Test GPU", "driver": "1.0"}
    params = {"n": config.n, "scale": config.scale, "seed": config.seed}
    return signed(cpu_record | {"hardware": hardware, "params": params})


def signed(record):
    """The record with the digest of its content."""
    return record | {"digest": digest(record)}


@pytest.fixture
def edit():
    """A function: a deep copy of a record with one value changed, signed again.

    The path is like rows.0.ms; the value "absent" removes the key.
    """

    def change(record, path, value, sign=True):
        edited = json.loads(json.dumps(record))
        *above, last = (int(key) if key.isdigit() else key for key in path.split("."))
        place = edited
        for key in above:
            place = place[key]
        place[last] = value
        if value == "absent":
            del place[last]
        return signed(edited) if sign else edited

    return change


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The book's folder, moved to where a test may write."""
    monkeypatch.setattr("gradbook.lab.records.book", lambda: tmp_path)
    monkeypatch.setattr("gradbook.lab.recorder.book", lambda: tmp_path)
    return tmp_path
