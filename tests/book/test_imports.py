"""Rooms of the library do not import each other: their evidence is independent."""

import ast
from pathlib import Path

import pytest

LIBRARY = Path(__file__).resolve().parents[2] / "lib" / "gradbook"
MODULES = sorted(LIBRARY.rglob("*.py"))
FOR_ALL = {"shapes"}
OWNERS = {"torch": "lab", "sympy": "derive", "mpmath": "derive"}
NEVER = {"sphinx", "docutils", "myst_nb", "gradbook_sphinx", "tests", "tools"}
IMPORTERS = {"import_module", "__import__"}


def package_of(parts, level):
    """The package a relative import starts from."""
    return ["gradbook", *parts][: len(parts) + 1 - level]


def targets(node, parts):
    """Yield the full names one statement imports, relative ones resolved."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        start = package_of(parts, node.level) if node.level else []
        base = start + (node.module or "").split(".") if node.module else start
        yield from (".".join([*base, alias.name]) for alias in node.names)
    elif isinstance(node, ast.Call) and node.args:
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if called in IMPORTERS and isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value)


def at_import_time(tree):
    """Yield the nodes that run when the module is imported."""
    for child in ast.iter_child_nodes(tree):
        yield child
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from at_import_time(child)


def fault(name, room):
    """Say why a room may not import a name, or return None."""
    top, *rest = name.split(".")
    if top == "gradbook":
        if rest and rest[0] not in {room, *FOR_ALL}:
            return f"{room} imports the room {rest[0]}"
    elif top in NEVER:
        return f"{room} imports {top}"
    elif OWNERS.get(top, room) != room and (room, top) != ("derive", "torch"):
        return f"{room} imports {top}; only {OWNERS[top]} may"
    return None


def faults(source, parts):
    """The forbidden imports of one module, given its path below gradbook."""
    tree, room = ast.parse(source), parts[0].removesuffix(".py")
    walked = [(name, node) for node in ast.walk(tree) for name in targets(node, parts)]
    if room == "__init__":
        return [f"gradbook itself imports {name}" for name, _ in walked]
    found = [fault(name, room) for name, _ in walked]
    if room == "derive":
        early = {id(node) for node in at_import_time(tree)}
        found += [
            f"derive imports {name} outside a function"
            for name, node in walked
            if id(node) in early and name.split(".")[0] in {"numpy", "torch"}
        ]
    return [complaint for complaint in found if complaint]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(LIBRARY)))
def test_a_module_keeps_to_its_room(path):
    parts = path.relative_to(LIBRARY).parts
    assert faults(path.read_text("utf-8"), parts) == []


PLANTED = [
    ("import gradbook.layers", "check/a.py"),
    ("from gradbook import layers", "check/a.py"),
    ("from gradbook.derive import d", "layers/a.py"),
    ("from .. import layers", "check/a.py"),
    ("from ..layers import sigmoid_forward", "check/a.py"),
    ("from ...layers.elementwise import f", "check/deep/a.py"),
    ("def f():\n    from gradbook import lab", "figures/a.py"),
    ("import importlib\nimportlib.import_module('gradbook.lab')", "check/a.py"),
    ("import torch", "layers/a.py"),
    ("def f():\n    import torch.nn as nn", "check/a.py"),
    ("import torch", "shapes.py"),
    ("import torch", "optimizers.py"),
    ("from .layers import l2_penalty_forward", "optimizers.py"),
    ("from gradbook import optimizers", "layers/a.py"),
    ("import torch", "tape.py"),
    ("from .layers import tanh_forward", "tape.py"),
    ("from gradbook.tape import Scalar", "check/a.py"),
    ("from sympy import exp", "lab/a.py"),
    ("import mpmath", "check/a.py"),
    ("import numpy", "derive/a.py"),
    ("class A:\n    import torch", "derive/a.py"),
    ("import sphinx", "show.py"),
    ("from tools import refresh", "interview/a.py"),
    ("import numpy", "__init__.py"),
]


@pytest.mark.parametrize(("source", "path"), PLANTED)
def test_a_planted_import_is_refused(source, path):
    assert faults(source, Path(path).parts)


ALLOWED = [
    ("from gradbook.shapes import expect_shape", "layers/a.py"),
    ("from ..shapes import expect_shape", "layers/a.py"),
    ("from .elementwise import f", "layers/__init__.py"),
    ("from .shapes import expect_shape", "optimizers.py"),
    ("from gradbook import layers", "layers/a.py"),
    ("import torch", "lab/a.py"),
    ("import sympy, mpmath", "derive/a.py"),
    ("def f():\n    import numpy", "derive/a.py"),
]


@pytest.mark.parametrize(("source", "path"), ALLOWED)
def test_an_allowed_import_passes(source, path):
    assert faults(source, Path(path).parts) == []
