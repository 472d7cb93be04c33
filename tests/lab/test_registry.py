"""What an experiment's file may hold beyond the needed parts."""

import types

import pytest
import torch

from gradbook.lab import LabError, Prediction
from gradbook.lab.case import relative_error
from gradbook.lab.measuring import Row
from gradbook.lab.registry import Experiment, names


@pytest.fixture
def make(tmp_path):
    """A function: an experiment around x * x whose files are in a folder."""

    def experiment(**more):
        file = tmp_path / "square.py"
        file.write_text("# the experiment\n")
        parts = {
            "Config": None,
            "PREDICTION": Prediction("a claim", 2.0, "counted: by hand", "a", "b"),
            "WRT": ("x",),
            "LIVE": ("a",),
            "problem": lambda config: {"bytes_min": 1, "flops": 1},
            "inputs": lambda *a: {"x": torch.randn(9), "dy": torch.randn(9)},
            "variants": lambda *a: {"a": torch.square},
            "reference": torch.square,
        }
        module = types.SimpleNamespace(__file__=str(file), **parts | more)
        return Experiment("square", module)

    return experiment


def test_parts_belong_to_the_hash(make, tmp_path):
    shared = tmp_path / "_shared.py"
    module = types.SimpleNamespace(__file__=str(shared))
    shared.write_bytes(b"a = 1\n")
    alone, first = make().sha256, make(PARTS=(module,)).sha256
    shared.write_bytes(b"a = 1\r\n")
    assert make(PARTS=(module,)).sha256 == first != alone
    shared.write_bytes(b"a = 2\n")
    assert make(PARTS=(module,)).sha256 != first


def test_a_file_with_an_underscore_is_no_experiment():
    assert "_cross_entropy" not in names()
    assert {"softmax_cross_entropy", "softmax_cross_entropy_head"} < set(names())


def test_wrt_and_tol_may_be_functions_of_the_config(make):
    made = make(WRT=lambda config: (config,), TOL=lambda config: len(config) / 8)
    case = made.case("x", "cpu")
    assert case.wrt == ("x",) and case.tol == 1 / 8
    assert make().case("x", "cpu").tol == 1e-5


def row(label, ms, spread=0.0):
    return Row(label, ms, (ms, ms), 1, spread, 0, 0, 0.0)


def test_a_prediction_may_take_a_third_time_off():
    backward = Prediction("a claim", 2.0, "counted", "step", "forward", "forward")
    assert backward.pair == "(step - forward) / forward"
    rows = {"step": row("step", 7.0), "forward": row("forward", 2.0)}
    assert backward.seen(rows) == 2.5 and backward.verdict(rows) == "held"
    rows["step"] = row("step", 5.0)
    assert backward.seen(rows) == 1.5 and backward.verdict(rows) == "held"
    rows["step"] = row("step", 4.8)
    assert backward.verdict(rows) == "missed"
    rows["forward"] = row("forward", 2.0, spread=0.2)
    assert backward.verdict(rows) == "unstable"
    with pytest.raises(LabError, match=r"expected \['less'\], got \['forward', 'step'"):
        Prediction("c", 2.0, "counted", "step", "forward", "less").seen(rows)


def test_an_error_in_pieces_is_the_error_of_the_whole(monkeypatch):
    got, expected = torch.randn(2, 7, 11), torch.randn(2, 7, 11, dtype=torch.float64)
    whole = torch.linalg.norm(got - expected) / torch.linalg.norm(expected)
    monkeypatch.setattr("gradbook.lab.case.PIECE", 10)
    assert relative_error(got.float(), expected) == pytest.approx(whole.item())
    got[1, 6, 10] = float("nan")
    assert not relative_error(got, expected) < 1
