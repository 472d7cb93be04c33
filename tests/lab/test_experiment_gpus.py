"""Processor and device: the same products, the same work, and a control of 1."""

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from gradbook import lab
from gradbook.lab.experiments import gpus as module
from gradbook.lab.experiments.gpus import Config
from gradbook.lab.recorder import make_record


@pytest.fixture(scope="module")
def case():
    return lab.experiment("gpus").case(Config.tiny(), "cpu")


@pytest.fixture(scope="module")
def live():
    return lab.experiment("gpus").live(Config.tiny(), "cpu")


@pytest.mark.parametrize("n", module.SIZES[:4])
@pytest.mark.parametrize("place", ["cpu", "device"])
def test_both_places_do_the_same_work(case, live, place, n):
    with FlopCounterMode(display=False) as counter:
        C = case.forwards[f"{place} {n}"](**case.arguments())
    assert C.shape == (n, n)
    assert counter.get_total_flops() == 2 * n**3
    row = live[f"{place} {n}"]
    assert (row.moved_bytes, row.peak_bytes) == (12 * n * n, 4 * n * n)
    assert row.rel_err < 1e-6


def test_the_prediction_is_the_count():
    assert module.PRODUCT == module.problem(Config())["flops"] == 2 * 1024**3
    processor = 2 * 1024**3 / (8 * 64 * 2.6e9)
    card = 2 * 1024**3 / 67e12 + 10e-6
    assert module.PREDICTION.ratio == pytest.approx(processor / card)
    assert 2 * 16**3 / module.CPU_FLOPS < module.LAUNCH / 1000


def test_without_a_gpu_the_device_is_the_processor(case):
    labels = set(module.variants(Config.tiny(), torch.device("cpu")))
    assert labels == set(module.LIVE)
    A, B, A_there, B_there = case.arguments().values()
    assert A.device == A_there.device and B.device == B_there.device


def test_a_gpu_also_pays_for_the_way_there_and_back():
    labels = module.variants(Config.full(), torch.device("cuda"))
    assert set(labels) == set(module.REFERENCES)
    assert len(labels) == 3 * len(module.SIZES)


def test_the_floor_belongs_to_one_size_alone():
    every, apart = set(module.REFERENCES), set(module.FORWARD_ONLY)
    assert every - apart == {"cpu 1024", "device 1024", "copied 1024"}


def test_a_corner_is_a_contiguous_view():
    matrix = torch.arange(36.0).view(6, 6)
    assert module.corner(matrix, 3).flatten().tolist() == [*range(9)]
    assert module.corner(matrix, 3).is_contiguous()
    assert module.corner(matrix, 3).data_ptr() == matrix.data_ptr()


def test_a_product_of_the_wrong_size_is_refused(monkeypatch):
    wrong = module.on_cpu(16, torch.device("cpu"))
    monkeypatch.setattr(
        module, "variants", lambda *a: dict.fromkeys(module.LIVE, wrong)
    )
    with pytest.raises(lab.WrongVariant, match=r"cpu 64: output: expected shape"):
        lab.experiment("gpus").live(Config.tiny(), "cpu")


def test_a_transposed_product_is_refused(monkeypatch):
    def transposed(A, B, A_there, B_there):
        return module.corner(A, 16) @ module.corner(B, 16).T

    monkeypatch.setattr(module, "variants", lambda *a: {"cpu 16": transposed})
    case = lab.experiment("gpus").case(Config.tiny(), "cpu")
    with pytest.raises(lab.WrongVariant, match="cpu 16: output: expected the float64"):
        case.errors()


def test_it_can_be_recorded(clock):
    clock.update(dict.fromkeys(module.LIVE, 2.0))
    record = make_record(lab.experiment("gpus"), "cpu", tiny=True)
    assert {row["variant"] for row in record["rows"]} == set(module.LIVE)
    assert record["verdict"] == "missed"  # one processor against itself: 1, not 38
