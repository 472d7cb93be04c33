"""The proof engine as the page loads it: bytecode in two archives.

SymPy with mpmath changes rarely, our own part often: a reader who comes back after a
correction loads the small one alone. Each archive is named by the hash of what it is
made of, and kept, so that a build makes it once.
"""

import hashlib
import os
import re
import subprocess
import tempfile
import zipfile
from pathlib import Path

import mpmath
import sympy

import gradbook
from gradbook_sphinx.formulas import NODE

HERE = Path(__file__).parent
LEFT_OUT = re.compile(
    r"/(tests|benchmarks)/|^sympy/("
    r"physics/(?!(__init__|matrices)\.py|units/)"
    r"|(stats|vector|diffgeom|categories|liealgebras|crypto|holonomic|testing)/"
    r"|parsing/(autolev|latex|c|fortran)/|this\.py|conftest\.py)"
)


def package(module):
    """The Python files of an installed package, name -> content."""
    root = Path(module.__file__).parents[1]
    files = sorted(Path(module.__file__).parent.rglob("*.py"))
    named = {path.relative_to(root).as_posix(): path for path in files}
    return {n: p.read_bytes() for n, p in named.items() if not LEFT_OUT.search(n)}


def symbolic():
    """SymPy and mpmath, without what a derivation never loads."""
    return package(sympy) | package(mpmath)


def ours():
    """gradbook.derive, and what drives it in the page."""
    files = package(gradbook)
    kept = {n: b for n, b in files.items() if n.startswith("gradbook/derive/")}
    return kept | {"gradbook/__init__.py": b"", "driver.py": driver()}


def driver():
    return (HERE / "driver.py").read_bytes()


def archive(sources, modules):
    """Return the path of the compiled archive of some sources, made if it is missing.

    Parameters
    ----------
    sources : dict of str to bytes
        Path inside the archive -> content.
    modules : Path
        The folder node_modules, with Pyodide; what is made is kept below it.
    """
    kept = modules / ".cache" / "gradbook" / f"{_key(sources, modules)}.tar.zst"
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
            made = _compiled(sources, modules / "pyodide", Path(folder))
            os.replace(made, kept)  # at once: another build may be doing the same
    return kept


def _key(sources, modules):
    """The hash of everything the archive depends on."""
    digest = hashlib.sha256((modules / "pyodide" / "package.json").read_bytes())
    for name in ("compile.py", "compile.mjs"):
        digest.update((HERE / "browser" / name).read_bytes())
    for name, content in sorted(sources.items()):
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]


def _compiled(sources, pyodide, folder):
    packed, made = folder / "sources.zip", folder / "made.tar.zst"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as files:
        for name, content in sources.items():
            files.writestr(name, content)
    script = HERE / "browser" / "compile.mjs"
    command = [NODE, script, pyodide.resolve(), packed, made]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if done.returncode:
        raise RuntimeError(f"the proof engine was not compiled: {done.stderr}")
    return made
