"""The trust chapter's map of the proof engine names the modules that there are."""

import re

import nbformat

from tools.check_pages import ROOT

ENGINE = ROOT / "lib/gradbook/derive"
CHAPTER = ROOT / "chapters/1_derivatives/trust.ipynb"


def named_on_the_map():
    cells = nbformat.read(CHAPTER, as_version=4).cells
    (text,) = [c.source for c in cells if "### The source, as a map" in c.source]
    _, table = text.split("| modules |")
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    return [name for row in rows for name in re.findall(r"`(\w+)`", row)]


def test_the_map_names_every_module_of_the_engine_once():
    modules = [p.stem for p in ENGINE.glob("*.py") if p.stem != "__init__"]
    rooms = [p.parent.name for p in ENGINE.glob("*/__init__.py")]
    assert sorted(named_on_the_map()) == sorted(modules + rooms)


def test_the_proof_begins_where_the_map_says():
    assert "    def equal(" in (ENGINE / "prover.py").read_text()
