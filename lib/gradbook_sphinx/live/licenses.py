"""The licenses of what a live page loads, in one file beside it."""

import json
import re
from importlib.metadata import distribution

PACKAGE = re.compile(r"node_modules/((?:@[^/]+/)?[^/]+)/")
PYTHON = ("sympy", "mpmath")


def bundled(meta):
    """The npm packages in a bundle, from the list that esbuild writes of it."""
    inputs = json.loads(meta.read_text("utf-8"))["inputs"]
    return {found[1] for path in inputs if (found := PACKAGE.search(path))}


def of_npm(modules, name):
    """The name, the version and the license of an npm package, with its text."""
    about = json.loads((modules / name / "package.json").read_text("utf-8"))
    texts = sorted((modules / name).glob("LICENSE*"))
    source = about.get("repository", {})
    source = source if isinstance(source, str) else source.get("url", "")
    head = f"{name} {about['version']}, {about['license']}, {source}"
    return "\n\n".join([head, *(t.read_text("utf-8").strip() for t in texts)])


def of_python(name):
    """The same of a Python package."""
    found = distribution(name)
    texts = [f for f in found.files if f.name == "LICENSE"]
    head = f"{name} {found.version}, {found.metadata['License'] or 'BSD-3-Clause'}"
    return "\n\n".join([head, *(t.read_text("utf-8").strip() for t in texts)])


def licenses(modules, metas):
    """One text for all: the bundles' packages, Pyodide with CPython, SymPy, mpmath."""
    npm = sorted(set().union(*map(bundled, metas)) | {"pyodide"})
    parts = [of_npm(modules, name) for name in npm] + [of_python(n) for n in PYTHON]
    return f"\n\n{'-' * 72}\n\n".join(parts) + "\n"
