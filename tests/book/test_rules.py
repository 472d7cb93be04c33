"""Each rule of the book refuses the fault it is for, and a good chapter passes."""

import pytest

from tests.book.rules import EVERY_RULE, anatomy, budget, code, form, prose
from tests.book.rules.cells import DERIVATION, code_cells, markdown_cells
from tests.book.sample import chapter
from tools.refresh import to_text

FIGURE, LAST = 1, -1  # code cells of the sample


def source(n, text):
    return lambda nb: code_cells(nb)[n].update(source=text)


def text(n, words):
    return lambda nb: markdown_cells(nb)[n].update(source=words)


def count(nb):
    code_cells(nb)[2].execution_count = 7


def stderr(nb):
    warning = {"output_type": "stream", "name": "stderr", "text": "Warning"}
    code_cells(nb)[0].outputs = [type(nb)(warning)]


def result(words):
    return lambda nb: code_cells(nb)[5].outputs[0].data.update({"text/plain": words})


def metadata(n, **values):
    return lambda nb: code_cells(nb)[n].update(metadata=values)


def planned_but_silent(nb):
    code_cells(nb)[LAST].outputs = []


def traceback(nb):
    code_cells(nb)[LAST].outputs[0].traceback = ["File x.py, line 3"]


def three_in_a_row(nb):
    nb.cells[2:2] = [code_cells(nb)[0].copy() for _ in range(2)]


def many(kind, number):
    def plant(nb):
        nb.cells += [c.copy() for c in kind(nb)[FIGURE : FIGURE + 1] * number]

    return plant


def swap_sections(nb):
    first, second = markdown_cells(nb)[3], markdown_cells(nb)[4]
    first.source, second.source = second.source, first.source


def no_derivation(nb):
    code_cells(nb)[2].outputs[0].data.pop(DERIVATION)


FAULTS = [
    (form.executed_in_order, count, "count 7, not 3"),
    (form.no_stderr, stderr, "stderr"),
    (form.errors_are_planned, metadata(LAST), "not tagged"),
    (form.errors_are_planned, planned_but_silent, "does not"),
    (form.pictures_have_alt_text, metadata(FIGURE), "alt text"),
    (form.nothing_of_this_machine, result("<A at 0x7f00aa11>"), "0x7f00aa11"),
    (form.nothing_of_this_machine, result("/" + "home/ann/x.py"), "/ann"),
    (form.known_tags, metadata(0, tags=["skip-me"]), "skip-me"),
    (form.normal_form, metadata(0, collapsed=True), "normal form"),
    (form.normal_form, traceback, "normal form"),
    (code.plain_harmless_python, source(0, "import requests"), "imports requests"),
    (code.plain_harmless_python, source(0, "import urllib.request"), "urllib"),
    (code.plain_harmless_python, source(0, "def f():\n import socket"), "socket"),
    (code.plain_harmless_python, source(0, "from os import system"), "os.system"),
    (code.plain_harmless_python, source(0, "import os\nos.system('x')"), "os.system"),
    (code.plain_harmless_python, source(0, "import torch as t\nt.load(p)"), "load"),
    (code.plain_harmless_python, source(0, "from numpy import *"), "star"),
    (code.plain_harmless_python, source(0, "import numpy as n\nn.load(p)"), "load"),
    (code.plain_harmless_python, source(0, "exec('1')"), "uses exec"),
    (code.plain_harmless_python, source(0, "!ls"), "magic"),
    (code.plain_harmless_python, source(0, "%matplotlib inline"), "magic"),
    (
        code.plain_harmless_python,
        source(0, "from sklearn.datasets import fetch_openml"),
        "fetch_openml",
    ),
    (prose.text_is_well_formed, text(1, "so $$x$$ is"), "inside a paragraph"),
    (prose.text_is_well_formed, text(1, "so\n$$\nx\n$$\n\nis"), "inside a paragraph"),
    (prose.text_is_well_formed, text(1, "so\n\n$$\nx\n$$\nis"), "inside a paragraph"),
    (prose.text_is_well_formed, text(1, "$$\nx\n"), "blank line inside"),
    (prose.text_is_well_formed, text(1, "$$\nx"), "not closed"),
    (prose.text_is_well_formed, text(1, "$$x \\\\ y$$"), "environment"),
    (budget.words, text(1, "word " * 3501), "words"),
    (budget.number_of_cells, many(code_cells, 30), "code cells"),
    (budget.length_of_cells, source(2, "x = 1\n" * 21), "21 lines"),
    (budget.setup_is_short, source(0, "x = 1\n" * 9), "9 lines"),
    (budget.code_in_a_row, three_in_a_row, "3 code cells in a row"),
    (budget.figures, many(code_cells, 7), "8 figures"),
    (budget.printed_lines, result("x\n" * 13), "13 printed lines"),
    (anatomy.one_title, text(1, "# A second title"), "2 headings"),
    (anatomy.one_title, text(0, "Text first.\n\n# A title"), "does not open"),
    (anatomy.promise_is_plain, text(0, "# T\n\nThe slope is $s$."), "formulas"),
    (anatomy.sections_in_order, text(1, "## Look"), "starts so: Look"),
    (anatomy.sections_in_order, text(1, "no heading"), "'See it break' is missing"),
    (anatomy.sections_in_order, swap_sections, "stands after"),
    (anatomy.carries_evidence, no_derivation, "no derivation"),
    (anatomy.carries_evidence, source(3, "1"), "no layer"),
    (anatomy.carries_evidence, source(4, "1"), "no table"),
    (anatomy.carries_evidence, source(5, "1"), "measures nothing"),
]


def test_the_sample_keeps_every_rule():
    assert [complaint for rule in EVERY_RULE for complaint in rule(chapter())] == []


@pytest.mark.parametrize("n", range(len(FAULTS)))
def test_a_planted_fault_is_refused(n):
    rule, plant, said = FAULTS[n]
    notebook = chapter()
    plant(notebook)
    complaints = rule(notebook)
    assert any(said in complaint for complaint in complaints), complaints


def test_every_rule_has_a_planted_fault():
    assert {rule for rule, _, _ in FAULTS} == set(EVERY_RULE)


def test_a_file_is_compared_byte_for_byte():
    text = to_text(chapter())
    assert form.stored_in_normal_form(text) == []
    assert form.stored_in_normal_form(text.replace("\n", "\n ", 1))


@pytest.mark.parametrize(
    "words",
    [
        "so\n\n$$\nx\n$$\n\nis",
        "so\n\n$$x$$\n\nis",
        "> so\n>\n> $$x$$\n>\n> is",
        "costs `$$` here",
        "```\na $$ b\n```",
        "$$\n\\begin{aligned}\nx \\\\ y\n\\end{aligned}\n$$",
    ],
)
def test_good_formulas_pass(words):
    assert [c for rule in prose.TEXT_RULES for c in rule(words)] == []
