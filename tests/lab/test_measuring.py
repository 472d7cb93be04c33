"""Rules of measuring: checked first, dense upstream, rounds, ceilings, verdicts."""

import re
import sys
import types
from dataclasses import replace

import numpy as np
import pytest
import torch

from gradbook.lab import Case, LabError, Miscount, Prediction, measure
from gradbook.lab.measuring import Measurement, Row, count
from gradbook.lab.timing import block_ms, ceilings, summarize, time_steps
from gradbook.lab.views import Times

CPU = torch.device("cpu")


def square_case(**forwards):
    forwards = forwards or {"naive": lambda x: x * x, "power": lambda x: x.pow(2)}
    x, dy = torch.randn(500), torch.randn(500)
    return Case("square", forwards, {"x": x, "dy": dy}, ("x",), lambda x: x * x, 10_000)


class Forgets(torch.autograd.Function):
    """Right forward, and a backward that forgets the factor 2."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, dy):
        (x,) = ctx.saved_tensors
        return dy * x


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        (lambda x: x * x + 1e-3, "wrong: output: expected the float64 reference"),
        (lambda x: Forgets.apply(x), "wrong: dx: expected .* error 5.0e-01"),
        (lambda x: x * x / 0 * 0, "wrong: output: .* error nan"),
        (lambda x: (x * x).view(5, -1), r"dy: expected the output's shape \(5, 100\)"),
        (lambda x: x.half().square().float(), "wrong: output"),
    ],
)
def test_a_wrong_variant_is_refused_before_anything_is_timed(wrong, what, monkeypatch):
    timed = []
    clock = "gradbook.lab.measuring.time_steps"
    monkeypatch.setattr(clock, lambda *steps, **how: timed.append(steps))
    with pytest.raises(LabError, match=what):
        measure(square_case(naive=lambda x: x * x, wrong=wrong))
    assert not timed


def test_bytes_hidden_by_a_variant_are_refused():
    class Hides(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.twice = 2 * x
            return x * x

        @staticmethod
        def backward(ctx, dy):
            return dy * ctx.twice

    with pytest.raises(Miscount):
        count(square_case(hides=lambda x: Hides.apply(x)))


@pytest.mark.parametrize("dy", [torch.ones(1).expand(500), torch.zeros(500)])
def test_an_upstream_gradient_that_hides_a_read_is_refused(dy):
    with pytest.raises(LabError, match="dy: expected a dense random gradient"):
        Case("c", {}, {"x": torch.randn(500), "dy": dy}, ("x",), torch.exp)


def test_a_compiled_variant_is_refused_where_it_would_be_watched():
    with pytest.raises(LabError, match="compiled variants on cuda, got fast on cpu"):
        replace(square_case(fast=torch.square), opaque=("fast",))


def test_measure_gives_every_column(monkeypatch):
    monkeypatch.setattr("gradbook.lab.timing.REST", 0)
    run = measure(square_case(), rounds=2, budget_ms=1)
    assert [row.variant for row in run.rows] == ["naive", "power"]
    for row in run.rows:
        assert 0 < row.iqr[0] <= row.ms <= row.iqr[1]
        assert row.n >= 6 and row.spread >= 0
        assert row.peak_bytes > 0 and row.saved_bytes == 0  # x is a leaf
        assert row.rel_err < 1e-6
    assert run.floor_ms > 0


def test_rounds_are_interleaved_and_rested(monkeypatch):
    calls, rests = [], []
    monkeypatch.setattr("gradbook.lab.timing.time.sleep", rests.append)
    steps = {"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}
    time_steps(steps, CPU, rounds=3, budget_ms=0)
    assert "".join(calls) == "aaaabbbb" * 3  # one call to warm up, then three
    assert rests == [0.1] * 6
    with pytest.raises(LabError, match="rounds: expected at least 2"):
        time_steps(steps, CPU, rounds=1)


def test_summary_by_hand():
    timing = summarize([np.array([1.0, 2, 3]), np.array([3.0, 4, 5])])
    assert (timing.ms, timing.n, timing.iqr) == (3.0, 6, (2.25, 3.75))
    assert timing.spread == pytest.approx(2 / 3) and not timing.stable


def test_cuda_is_timed_by_triton(monkeypatch):
    asked = {}

    def do_bench(step, **how):
        asked.update(how)
        return [1.0, 2.0]

    testing = types.SimpleNamespace(do_bench=do_bench)
    monkeypatch.setitem(sys.modules, "triton", types.SimpleNamespace(testing=testing))
    monkeypatch.setitem(sys.modules, "triton.testing", testing)
    assert block_ms(None, torch.device("cuda"), 7).tolist() == [1.0, 2.0]
    assert asked == {"rep": 7, "return_mode": "all"}
    monkeypatch.setitem(sys.modules, "triton.testing", None)
    with pytest.raises(LabError, match="expected Triton"):
        block_ms(None, torch.device("cuda"), 7)


def test_ceilings_are_numbers_above_zero():
    found = ceilings(CPU, budget_ms=1)
    assert found["GBps"] > 0 and found["TFLOPs"] > 0 and found["dtype"] == "float32"


BOUND = Prediction("a claim", 2.0, "counted: by hand", "naive", "power")


def times(run, **changes):
    rows = tuple(replace(row, **changes.get(row.variant, {})) for row in run.rows)
    return Times(replace(run, rows=rows), square_case(), BOUND)


@pytest.fixture
def run():
    still = {"GBps": 10.0, "TFLOPs": 0.1}
    slow = Row("naive", 2.0, (2.0, 2.0), 9, 0.02, 0, 0, 0.0)
    rows = slow, replace(slow, variant="power", ms=1.0)
    return Measurement(rows, still, still, 5_000_000, 0)


def test_floor_by_hand(run):
    assert run.floor_ms == pytest.approx(0.5)
    assert re.search(r"power +1 +2\.0 +2%\n", repr(times(run)))


@pytest.mark.parametrize(
    ("ms", "verdict"), [(2.0, "held"), (2.4, "held"), (2.6, "missed"), (0.5, "missed")]
)
def test_verdicts(run, ms, verdict):
    assert f"verdict: {verdict}" in " ".join(repr(times(run, naive={"ms": ms})).split())


def test_an_unstable_row_prints_no_ratio(run):
    text = repr(times(run, naive={"spread": 0.11}))
    assert "unstable" in text and "4.0" not in text and "seen: no ratio" in text


def test_ceilings_that_moved_print_no_floor(run):
    moved = replace(run, after={"GBps": 10.6, "TFLOPs": 0.1})
    assert not moved.steady
    text = repr(times(moved))
    assert "ceilings moved by 6%" in text and "\nfloor" not in text


def test_a_prediction_needs_a_claim_and_a_source():
    with pytest.raises(LabError, match="statement"):
        Prediction(" ", 2.0, "counted", "a", "b")
    with pytest.raises(LabError, match="statement and a ratio > 0"):
        Prediction("a", 0, "counted", "a", "b")
    with pytest.raises(LabError, match="source"):
        Prediction("a", 2.0, "I think", "a", "b")
