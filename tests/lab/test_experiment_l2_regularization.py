"""The weight decay experiment: exact bytes, two references, steps in place."""

import pytest
import torch

from gradbook import lab
from gradbook.lab.experiments import l2_regularization as decay
from gradbook.lab.measuring import count
from gradbook.lab.tracking import TrafficCounter

COUNTS = {  # variant: accesses per weight, peak in tensors of one size
    "loss term": (31, 3),
    "coupled": (21, 4),
    "loop": (20, 3),
    "foreach": (20, 4),  # one for each tensor of the model, and there are 4
    "fused": (7, 0),
}


@pytest.fixture
def live():
    return lab.experiment("l2_regularization").live(decay.Config.tiny(), "cpu")


@pytest.mark.parametrize("label", decay.LIVE)
def test_bytes_are_exact(live, label):
    one, count, row = 4 * live.config.size, live.config.count, live[label]
    accesses, tensors = COUNTS[label]
    moved = row.moved_bytes - accesses * count * one
    assert 0 <= moved <= 100 * count  # the numbers of steps, and scalars of the loss
    assert 0 <= row.peak_bytes - tensors * one < 100
    assert row.saved_bytes == 0


def test_foreach_pays_for_its_speed_with_a_copy_of_the_model():
    config = decay.Config(count=9, size=2**10)
    live = lab.experiment("l2_regularization").live(config, "cpu")
    assert live["foreach"].peak_bytes == 9 * 4 * 2**10
    assert live["loop"].peak_bytes == 3 * 4 * 2**10


def test_the_prediction_is_the_count():
    assert decay.PREDICTION.ratio == COUNTS["loop"][0] / COUNTS["fused"][0]
    config = decay.Config(count=3, size=10)
    assert decay.problem(config)["bytes_min"] == COUNTS["fused"][0] * 4 * 30


def test_the_penalty_in_the_loss_keeps_the_weights_and_nothing_else():
    w = torch.randn(100, requires_grad=True)
    assert lab.saved_bytes(lambda: (w * w).sum()) == 0  # a leaf is alive anyway
    h = w * torch.ones(1, requires_grad=True)
    assert lab.saved_bytes(lambda: (h * h).sum()) == 400


def test_coupled_and_decoupled_decay_are_told_apart(live):
    case = live.case
    apart = lab.experiment("l2_regularization").case(live.config, "cpu")
    with pytest.raises(lab.WrongVariant, match="coupled: output: expected the float64"):
        apart.error("coupled", case.truth("loop"))
    assert case.truth("coupled")[0].dtype == torch.float64


def test_a_wrong_rate_is_refused(monkeypatch):
    wrong = {"loop": decay.Step(torch.optim.AdamW, weight_decay=2 * decay.LAM)}
    case = lab.experiment("l2_regularization").case(decay.Config.tiny(), "cpu")
    object.__setattr__(case, "forwards", wrong)
    with pytest.raises(lab.WrongVariant, match="loop: output"):
        case.errors()


def test_steps_go_on_from_where_they_were():
    config, cpu = decay.Config.tiny(), torch.device("cpu")
    inputs = decay.inputs(config, cpu)
    before = inputs["w"].clone()
    step = decay.variants(config, cpu)["loop"]
    first = torch.stack(step(**inputs)).detach()
    second = torch.stack(step(**inputs)).detach()
    assert torch.equal(inputs["w"], before)
    moved = ((first - before).abs().mean(), (second - first).abs().mean())
    assert moved[1].item() == pytest.approx(moved[0].item(), rel=0.01)


def test_a_case_can_be_counted_again(live):
    """The recorder tries up to three times; every time begins with a first step."""
    assert count(live.case) == live.rows
    assert count(live.case) == live.rows


def test_what_a_notebook_compares_has_no_time(live):
    assert repr(live).splitlines() == [
        "Live: l2_regularization one step, in MiB, exact",
        "variant    moved  saved  peak",
        "loss term   0.48   0.00  0.01",
        "coupled     0.33   0.00  0.02",
        "loop        0.31   0.00  0.01",
        "foreach     0.31   0.00  0.02",
        "fused       0.11   0.00  0.00",
        "floor       0.11",
        "Config: count = 4, size = 1024, seed = 0.",
    ]


def test_operations_without_a_result_write_what_they_declare():
    tensors = [torch.ones(5), torch.ones(3)]
    with TrafficCounter() as counter:
        torch._foreach_mul_(tensors, 2.0)
    assert counter.bytes == 2 * 4 * 8
    others = [torch.ones(5), torch.ones(3)]
    with TrafficCounter() as counter:
        torch._foreach_add_(tensors, others)
    assert counter.bytes == 3 * 4 * 8
