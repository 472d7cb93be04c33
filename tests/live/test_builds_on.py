"""What a cell builds on: the statements that it needs, and no others."""

import pytest

from gradbook_sphinx.live.builds_on import Unavailable, builds_on
from gradbook_sphinx.live.cells import accepted, live_cells
from gradbook_sphinx.live.names import reads
from tests.live.cells import code_cell, parsed

SETUP = """import numpy as np
from gradbook import check, layers
from gradbook.derive import Derivation, Sum, d, dims, exp, index, tensor, var"""
PAGE = """x = var("x")
D = Derivation("a", "A")
s = D.let("s", (), exp(x))
D.start(d(s, x))
D.eq(s, "itself")"""


def test_only_what_is_needed_is_kept():
    kept = builds_on([SETUP, PAGE, "y = np.ones(3)"], "D2 = Derivation('b', 'B')\nx")
    assert kept == 'from gradbook.derive import Derivation, var\n\nx = var("x")'


def test_a_page_is_kept_without_its_lines():
    kept = builds_on([SETUP, PAGE], 'B = D.branch("b", "B")\nB.start(s)')
    assert 'D.let("s"' in kept
    assert "D.eq" not in kept
    assert "D.start" not in kept


@pytest.mark.parametrize(
    "cell", ["D", "D.last", "f(D)", 'D.eq(exp(x), "written out")', "[D]"]
)
def test_lines_are_kept_where_the_cell_reads_them(cell):
    kept = builds_on([SETUP, PAGE], cell)
    assert kept.endswith('D.start(d(s, x))\nD.eq(s, "itself")')


def test_the_last_meaning_of_a_name_counts():
    cells = [SETUP, 'a = var("a")', 'a = var("b")\nx = a', 'a = tensor("t", 3)']
    assert builds_on(cells, "x").endswith('\n\na = var("b")\nx = a')
    assert builds_on(cells, "a").endswith('\n\na = tensor("t", 3)')


def test_what_only_reads_a_page_is_left_out():
    cells = [SETUP, PAGE, 'f = D.compile("numpy", x)', "D.branch('b', 'B')"]
    kept = builds_on(cells, 'C = D.branch("c", "C")')
    assert "compile" not in kept
    assert "D.start" not in kept
    assert "D.start" in builds_on(cells, "f")


def test_a_branch_does_not_change_its_page():
    cells = [SETUP, PAGE, 'B = D.branch("b", "B")\nB.let("q", (), x)']
    assert "branch" not in builds_on(cells, 'D.branch("c", "C")')
    assert 'B.let("q"' in builds_on(cells, "B")


def test_a_cell_keeps_what_it_binds_itself():
    assert builds_on(["z = 1\nw = 2"], "z = w + 1\nz") == "w = 2"
    assert builds_on(["z = 1"], "z += 1") == "z = 1"


def test_long_imports_are_folded():
    names = ["Derivation", "Entry", "Identity", "Piecewise", "Rational", "elementwise"]
    line = f"from gradbook.derive import {', '.join(names)}, recurrence, hadamard"
    kept = builds_on([line], " + ".join([*names, "recurrence", "hadamard"]))
    assert max(map(len, kept.splitlines())) <= 76
    assert parsed(kept) == {*names, "recurrence", "hadamard"}


@pytest.mark.parametrize(
    "source",
    ["np.ones(3)", "check.agree", "import torch", "from gradbook import layers", "big"],
)
def test_a_module_that_does_not_run_in_the_page_is_named(source):
    with pytest.raises(Unavailable, match="does not run in the page"):
        builds_on([SETUP, "big = np.ones(9)"], source)


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("lambda P, n: P * a[n]", {"a"}),
        ("[f(v) for v in rows if v > low]", {"f", "rows", "low"}),
        ("def g(u):\n    w = u + b\n    return w", {"b"}),
        ("q = 1", set()),
        ("X.m.T * G.m", {"X", "G"}),
        ("total += 1", {"total"}),
    ],
)
def test_the_names_a_statement_reads(code, names):
    assert reads(parsed(code, whole=True)) == names


def test_a_refused_cell_counts_up_to_its_refusal():
    source = 'D.start(x)\nD.eq(\n    2 * x, "a slip"\n)'
    assert accepted(code_cell(source, ename="FalseStep"), source) == "D.start(x)"
    assert accepted(code_cell(source), source) == source


def test_a_cell_is_live_if_it_shows_refuses_or_asks():
    exercise = "answer = None\nequivalent(answer, d(s, x), D)"
    cells = [
        code_cell(SETUP),
        code_cell(PAGE, derivation=True),
        code_cell(PAGE, ename="FalseStep"),
        code_cell("1 / 0", ename="ZeroDivisionError"),
        code_cell(exercise),
        code_cell("D.start(np.ones(3))", derivation=True),
    ]
    found = live_cells({"cells": cells})
    assert list(found) == [1, 2, 4, 5]
    assert [found[n]["answer"] for n in (1, 2, 4)] == [False, False, True]
    assert found[1]["title"] == "A"
    assert found[5] == "np is numpy, which does not run in the page"
