"""The archives of the engine: made once, again when something in them changes."""

import subprocess

import pytest

from gradbook_sphinx.live import engine
from tools.check_pages import ROOT

MODULES = ROOT / "node_modules"
SOURCES = {"one.py": b'"""A docstring."""\n\nx = 1\n'}


@pytest.fixture
def modules(tmp_path):
    """node_modules with the real Pyodide and a cache of its own."""
    (tmp_path / "pyodide").symlink_to(MODULES / "pyodide")
    return tmp_path


def test_an_archive_is_made_once(modules, monkeypatch):
    made = engine.archive(SOURCES, modules)
    assert made.read_bytes()[:4] == b"\x28\xb5\x2f\xfd"  # the mark of Zstandard
    monkeypatch.setattr(subprocess, "run", None)
    assert engine.archive(dict(SOURCES), modules) == made
    assert [p.name for p in made.parent.iterdir()] == [made.name]


def test_a_source_that_does_not_compile_stops_the_build(modules):
    with pytest.raises(RuntimeError, match="SyntaxError"):
        engine.archive({"bad.py": b"x = ("}, modules)
    assert not list(modules.rglob("*.zst"))


def test_any_change_gives_another_archive(modules):
    def key(sources):
        return engine._key(sources, modules)

    assert key(SOURCES) == key(dict(SOURCES))
    changed = [
        {"one.py": b"x = 2"},
        {"two.py": SOURCES["one.py"]},
        {**SOURCES, "b.py": b""},
    ]
    assert len({key(sources) for sources in [SOURCES, *changed]}) == 4


def test_the_archives_hold_the_engine_and_what_it_imports():
    ours, symbolic = engine.ours(), engine.symbolic()
    assert {
        "driver.py",
        "gradbook/derive/page.py",
        "gradbook/__init__.py",
    } <= ours.keys()
    assert not [name for name in ours if name.startswith("gradbook/layers")]
    assert {"sympy/physics/units/__init__.py", "mpmath/__init__.py"} <= symbolic.keys()
    assert not [name for name in symbolic if "/tests/" in name]


def test_what_is_loaded_comes_with_its_licenses(book):
    [text] = [p.read_text("utf-8") for p in book.glob("_live/app-*/licenses.txt")]
    for name in ("pyodide", "katex", "@codemirror/view", "@lezer/python", "sympy"):
        assert f"\n{name} " in f"\n{text}"
    assert text.count("Permission is hereby granted") > 5
    assert "Redistribution and use in source and binary forms" in text
