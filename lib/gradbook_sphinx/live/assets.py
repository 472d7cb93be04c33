"""What a live page loads, beside the pages, named by the hash of its content."""

import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from gradbook_sphinx.formulas import NODE
from gradbook_sphinx.live import engine
from gradbook_sphinx.live.licenses import licenses

HERE = Path(__file__).parent
FOLDER = "_live"
PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
IMPORTED = {"pyodide.mjs", "pyodide.asm.mjs"}  # by the module loader: not counted
TARGETS = "chrome105,firefox113,safari16.4"  # what module workers and Pyodide need


def named(content, stem, suffix):
    return f"{stem}-{hashlib.sha256(content).hexdigest()[:12]}{suffix}"


def write_engine(site, modules):
    """Copy Pyodide and the archives; return (files by role, bytes to be fetched)."""
    version = json.loads((modules / "pyodide" / "package.json").read_text())["version"]
    target = site / FOLDER / f"pyodide-{version}"
    target.mkdir(parents=True, exist_ok=True)
    for name in PYODIDE:
        shutil.copyfile(modules / "pyodide" / name, target / name)
    (target / "pyodide-lock.json").write_text(lock(modules), "utf-8")
    files = {"pyodide": f"{target.name}/"}
    for role, sources in (("sympy", engine.symbolic()), ("gradbook", engine.ours())):
        made = engine.archive(sources, modules)
        files[role] = f"{role}-{made.name}"
        shutil.copyfile(made, site / FOLDER / files[role])
    counted = [p for p in target.iterdir() if p.name not in IMPORTED]
    counted += [site / FOLDER / files[role] for role in ("sympy", "gradbook")]
    return files, sum(path.stat().st_size for path in counted)


def lock(modules):
    """Pyodide's list of packages without the packages: none is ever loaded."""
    whole = json.loads((modules / "pyodide" / "pyodide-lock.json").read_text())
    return json.dumps({**whole, "packages": {}})


def write_app(site, modules, files, loaded):
    """Bundle the editor and the worker into a folder named by their content."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        bundle(modules, out, "app.js", LOADED=loaded)
        bundle(modules, out, "worker.js", FILES=files)
        shutil.copyfile(HERE / "browser" / "live.css", out / "live.css")
        text = licenses(modules, [out / "app.json", out / "worker.json"])
        (out / "licenses.txt").write_text(text, "utf-8")
        made = sorted(p for p in out.iterdir() if p.suffix != ".json")
        contents = b"".join(path.read_bytes() for path in made)
        target = site / FOLDER / named(contents, "app", "")
        target.mkdir(exist_ok=True)
        for path in made:
            shutil.copyfile(path, target / path.name)
    return target


def bundle(modules, out, script, **constants):
    """One minified module of a script and what it imports, by esbuild."""
    command = [NODE, modules / "esbuild" / "bin" / "esbuild", HERE / "browser" / script]
    command += ["--bundle", "--minify", "--format=esm", f"--target={TARGETS}"]
    command += [f"--define:{k}={json.dumps(v)}" for k, v in constants.items()]
    made = out / script
    command += [f"--outfile={made.with_suffix('.mjs')}"]
    command += [f"--metafile={made.with_suffix('.json')}"]
    command += ["--banner:js=// Licenses: licenses.txt, beside this file"]
    done = subprocess.run(
        command, capture_output=True, text=True, env={"NODE_PATH": str(modules)}
    )
    if done.returncode:
        raise RuntimeError(f"{script} was not bundled: {done.stderr}")


def write_service_worker(site):
    """At the top of the site, because it serves every page below it."""
    below = sorted((site / FOLDER).rglob("*"))
    files = [p.relative_to(site).as_posix() for p in below if p.is_file()]
    code = (HERE / "browser" / "sw.js").read_text("utf-8")
    (site / "sw.js").write_text(f"const FILES = {json.dumps(files)};\n{code}", "utf-8")


def write_named(site, text, stem, suffix):
    """Write a text named by its content; return its path below the site."""
    path = site / FOLDER / named(text.encode(), stem, suffix)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path.relative_to(site).as_posix()
