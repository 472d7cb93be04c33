"""python -m gradbook.lab, also on a machine that has torch and numpy alone."""

import os
import pathlib
import subprocess
import sys

import pytest

from gradbook.lab.__main__ import main
from gradbook.lab.records import book, load
from gradbook.lab.registry import names

ROOT = pathlib.Path(__file__).parents[2]
TO_OUT = ("record", "sigmoid", "--device", "cpu", "--tiny", "--out")


def test_command_line_records_lists_and_shows(clock, folder, tmp_path_factory, capsys):
    out = tmp_path_factory.mktemp("out")
    assert main([*TO_OUT, str(out)]) == 0
    assert load(out / "cpu" / "sigmoid.json")["params"]["n"] == 4096
    assert main(["list"]) == 0
    assert "sigmoid: not recorded yet" in capsys.readouterr().out
    assert main(["show", "sigmoid"]) == 0


def test_command_line_leaves_a_variant_out(clock, tmp_path, capsys):
    assert main([*TO_OUT, str(tmp_path), "--without", "saves-x"]) == 0
    record = load(tmp_path / "cpu" / "sigmoid.json")
    assert len(record["rows"]) == 3 and "--without saves-x" in record["command"]
    assert main([*TO_OUT, str(tmp_path), "--without", "speed"]) == 1
    assert "without: expected some of naive" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("record", "--device", "cpu"), "give --out DIR to keep a CPU's record"),
        (("record", "sigmod", "--device", "cpu", "--out", "x"), "got 'sigmod'"),
        (("show", "sigmod"), "experiment: expected one of"),
        (("record", "--device", "cpu", "--out", str(book())), "got cpu"),
    ],
)
def test_command_line_refuses_before_it_runs(arguments, message, capsys, monkeypatch):
    monkeypatch.setattr("gradbook.lab.__main__.make_record", None)  # full size: never
    assert main(arguments) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("words", [(), ("record",), ("list",), ("show",)])
def test_help_everywhere(words, capsys):
    with pytest.raises(SystemExit) as stop:
        main([*words, "--help"])
    assert stop.value.code == 0 and "usage:" in capsys.readouterr().out


BARE = """
import sys
BLOCKED = {"sympy", "mpmath", "matplotlib", "sklearn", "scipy", "tqdm", "IPython",
           "jupyter_core", "ipykernel", "nbformat", "pandas", "hypothesis"}
from importlib.machinery import PathFinder
class Bare(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        absent = name.partition(".")[0] in BLOCKED
        return None if absent else PathFinder.find_spec(name, path, target)
sys.meta_path[sys.meta_path.index(PathFinder)] = Bare
from gradbook.lab import experiment, measuring as room, names, timing
from gradbook.lab.__main__ import main
for name in names():
    experiment(name)
BLOCKED -= {"sympy", "mpmath"}  # torch brings these, and imports them late
room.ceilings = lambda device: {"GBps": 9.0, "TFLOPs": 9.0, "dtype": "float32"}
timing.REST = 0
room.time_steps = lambda *a, **k: timing.time_steps(*a, rounds=2, budget_ms=1)
sys.exit(main(sys.argv[1:]))
"""


def test_recording_needs_torch_and_numpy_alone(tmp_path):
    environment = os.environ | {"PYTHONPATH": str(ROOT / "lib")}
    done = subprocess.run(
        (sys.executable, "-c", BARE, "record", *TO_OUT[2:], str(tmp_path)),
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""  # no bar outside a terminal
    for name in names():
        assert load(tmp_path / "cpu" / f"{name}.json")["rows"]
