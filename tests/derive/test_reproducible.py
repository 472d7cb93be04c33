"""The same text, formulas, code and counterexamples in every process."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEEDS = ("0", "1", "2", "4242", "987654321")


@pytest.fixture(scope="module")
def printed():
    """What five processes print: five hash seeds, two orders of work."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "lib")])
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.derive.printed",
             "forward" if n % 2 else "backward"],
            stdout=subprocess.PIPE, text=True, cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path},
        )
        for n, seed in enumerate(SEEDS)
    ]  # fmt: skip
    said = [run.communicate()[0] for run in runs]
    assert all(run.returncode == 0 for run in runs)
    return said


def test_five_processes_print_the_same(printed):
    first, *others = printed
    for other in others:
        for here, there in zip(first.splitlines(), other.splitlines(), strict=True):
            assert json.loads(here) == json.loads(there)
    assert set(others) == {first}


def test_there_is_something_to_compare(printed):
    pages, rest = map(json.loads, printed[0].splitlines())
    assert len(pages) == 12
    assert all("text/latex" in bundle for case in pages.values()
               for bundle in case[1::2])  # fmt: skip
    numpy, torch, *refused = rest
    assert "np." in numpy
    assert "torch." in torch
    assert len(refused) == 6
    assert all(" at " in message for message in refused)


def test_nothing_printed_names_an_address_or_the_engine_s_own_names(printed):
    for trace in (" at 0x", "b.9", "c.1.0", "_k", "this."):
        assert trace not in printed[0]
