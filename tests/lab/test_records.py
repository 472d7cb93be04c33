"""Recorded runs: written whole, refused when edited, STALE when outdated."""

import importlib.util
import pathlib
import sys

import pytest
import torch

from gradbook.lab import LabError, RecordError, experiment
from gradbook.lab.recorder import make_record, revision
from gradbook.lab.records import book, find, load, save, write_atomically
from gradbook.lab.registry import Experiment

CPU = torch.device("cpu")


def test_a_record_says_everything(cpu_record):
    assert cpu_record["experiment"] == "sigmoid" and cpu_record["schema"] == 1
    assert cpu_record["predicted"]["ratio"] == 4.8
    assert cpu_record["verdict"] == "held"
    assert cpu_record["problem"]["floor_ms"] == pytest.approx(20 * 4096 / 20e6)
    assert set(cpu_record["rows"][0]) == {
        "variant", "ms", "iqr", "n", "spread", "peak_bytes", "saved_bytes", "rel_err",
    }  # fmt: skip
    assert "/" not in cpu_record["command"]


def test_a_record_is_written_and_shown(gpu_record, folder):
    path = save(gpu_record)
    assert path == folder / "test-gpu" / "sigmoid.json"
    assert load(path) == gpu_record
    shown = experiment("sigmoid").recorded()
    text = repr(shown)
    assert text.startswith("Recorded on Test GPU, 20")
    assert "derived loses to builtin: 2.0x its time." in text
    assert max(map(len, text.splitlines())) <= 60
    assert shown["derived"].saved_bytes == 4 * 4096
    html = shown._repr_mimebundle_()["text/html"]
    assert "<caption>Recorded on Test GPU" in html and html.count('scope="row"') == 5


def test_nothing_recorded_yet(folder):
    shown = experiment("sigmoid").recorded()
    assert repr(shown) == (
        "not recorded yet\nrun `python -m gradbook.lab record sigmoid --device cuda`"
    )
    assert not shown
    with pytest.raises(RecordError, match="expected a record"):
        shown["derived"]


def test_an_experiment_changed_after_its_record_is_stale(tmp_path, clock):
    source = pathlib.Path(experiment("sigmoid").module.__file__)
    copy = tmp_path / "sigmoid.py"
    copy.write_bytes(source.read_bytes())
    first = load_experiment(copy)
    save(make_record(first, CPU, tiny=True), tmp_path)
    assert repr(first.recorded(tmp_path)).startswith("Recorded on cpu")
    copy.write_bytes(source.read_bytes().replace(b"\n", b"\r\n"))
    assert repr(load_experiment(copy).recorded(tmp_path)).startswith("Recorded on cpu")
    copy.write_bytes(source.read_bytes() + b"# changed\n")
    stale = repr(load_experiment(copy).recorded(tmp_path))
    assert stale.startswith("STALE: sigmoid changed since it was recorded on cpu")
    assert "builtin" not in stale


def load_experiment(path):
    """The experiment in a file outside the room."""
    spec = importlib.util.spec_from_file_location("sigmoid_copy", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return Experiment("sigmoid", module)


def test_an_experiment_without_a_prediction_is_refused(tmp_path):
    source = pathlib.Path(experiment("sigmoid").module.__file__).read_text()
    copy = tmp_path / "sigmoid.py"
    copy.write_text(source + "\nPREDICTION = None\n")
    with pytest.raises(LabError, match="expected a PREDICTION written before the run"):
        load_experiment(copy)


def test_a_cpu_record_is_refused_in_the_book(cpu_record, folder, tmp_path_factory):
    with pytest.raises(RecordError, match=r"expected a GPU's record .* got a CPU's"):
        save(cpu_record)
    elsewhere = save(cpu_record, tmp_path_factory.mktemp("out"))
    smuggled = folder / "cpu" / "sigmoid.json"
    smuggled.parent.mkdir()
    smuggled.write_bytes(elsewhere.read_bytes())
    with pytest.raises(RecordError, match="got a CPU's"):
        find("sigmoid")


def test_a_record_in_another_device_s_folder_is_refused(cpu_record, tmp_path):
    path = save(cpu_record, tmp_path)
    path.parent.rename(tmp_path / "nvidia-h200")
    with pytest.raises(RecordError, match="folder of its accelerator, 'cpu'"):
        find("sigmoid", tmp_path)


def test_ceilings_that_move_discard_the_run(clock, monkeypatch):
    speeds = iter(range(10, 99))
    moving = lambda device: {"GBps": next(speeds), "TFLOPs": 1.0, "dtype": "x"}  # noqa: E731
    monkeypatch.setattr("gradbook.lab.measuring.ceilings", moving)
    with pytest.raises(RecordError, match="of 3 attempts: the machine is busy"):
        make_record(experiment("sigmoid"), CPU, tiny=True)


def test_writing_is_atomic(tmp_path, monkeypatch):
    path = tmp_path / "record.json"
    write_atomically(path, "old")

    def fail(*arguments):
        raise OSError("disk full")

    monkeypatch.setattr("gradbook.lab.records.os.replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, "new")
    assert [each.name for each in tmp_path.iterdir()] == ["record.json"]
    assert path.read_text() == "old"


def test_git_is_not_needed(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert revision() == {"commit": None, "dirty": None}


def test_the_book_s_own_records_are_sound():
    assert book().is_dir()
    for name in {path.stem for path in book().glob("*/*.json")}:
        assert experiment(name).recorded().tables()


def test_the_registry_is_the_folder():
    assert repr(experiment("sigmoid")) == "Experiment('sigmoid')"
    with pytest.raises(LabError, match=r"experiment: expected one of .*sigmoid"):
        experiment("nothing")
