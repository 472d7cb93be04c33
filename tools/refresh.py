"""Execute chapters and store their outputs in one normal form.

    python -m tools.refresh              every chapter
    python -m tools.refresh sigmoid      one, by name or by path
    python -m tools.refresh --check      execute and compare, write nothing

Running it twice changes nothing. A chapter whose cell fails keeps its old file.
"""

import argparse
import copy
import hashlib
import os
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import (
    CellExecutionError,
    CellTimeoutError,
    DeadKernelError,
)

ROOT = Path(__file__).resolve().parents[1]
KEPT_METADATA = ("mystnb", "tags")
VOLATILE = "nbval-ignore-output"
TIMEOUT = 600  # seconds for one cell
NOTEBOOK_METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}


class ChapterError(Exception):
    """A chapter did not run; the message names the cell."""


def cell_id(cell, taken):
    """Keep a cell's id; give one without it an id made from its text."""
    name, n = cell.get("id"), 0
    while not name or name in taken:
        text = f"{cell.source}{n}"
        name, n = hashlib.sha256(text.encode()).hexdigest()[:8], n + 1
    taken.add(name)
    return name


def normal_output(output):
    """Drop what differs between machines and runs but says nothing."""
    if "metadata" in output:
        output.metadata = {}
    if output.output_type == "error":
        # Which frames a traceback shows, and their paths, depend on the machine.
        output.traceback = [f"{output.ename}: {output.evalue}"]
    return output


def normal_cell(cell, taken):
    cell.id = cell_id(cell, taken)
    cell.source = "\n".join(cell.source.rstrip().split("\n"))
    cell.metadata = {k: cell.metadata[k] for k in KEPT_METADATA if k in cell.metadata}
    if cell.cell_type == "code":
        cell.outputs = [normal_output(output) for output in cell.outputs]
    return cell


def normalise(notebook):
    """Return the notebook in the one form in which chapters are committed."""
    notebook = copy.deepcopy(notebook)
    taken = set()
    notebook.cells = [normal_cell(cell, taken) for cell in notebook.cells]
    notebook.metadata = NOTEBOOK_METADATA
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return nbformat.from_dict(notebook)


def to_text(notebook):
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def execute(notebook, folder):
    """Run every cell in a fresh kernel; return a new notebook."""
    notebook = copy.deepcopy(notebook)
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise ChapterError(where_it_failed(notebook, error)) from error
    return notebook


def where_it_failed(notebook, error):
    """Name the cell that stopped the run, and what it said."""
    code = [c for c in notebook.cells if c.cell_type == "code"]
    done = [c for c in code if c.execution_count or c.outputs]
    cell = done[-1] if done else code[0]
    first = cell.source.split("\n")[0]
    what = f"{type(error).__name__}: {str(error).strip().splitlines()[-1]}"
    for output in cell.outputs:
        if output.output_type == "error":
            what = f"{output.ename}: {output.evalue}"
    number = notebook.cells.index(cell) + 1
    return f"cell {number} (id {cell.id}) `{first}`\n    {what}"


def cleared(notebook):
    """Forget earlier results, so that a failure is found where it happens."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def is_volatile(cell):
    return VOLATILE in cell.metadata.get("tags", [])


def keep_old_timings(new, old):
    """When nothing but timings changed, nothing changed: keep the stored ones."""
    kept = copy.deepcopy(new)
    for cell, before in zip(kept.cells, old.cells, strict=False):
        if cell.cell_type == "code" and is_volatile(cell) and before.get("outputs"):
            cell.outputs = before.outputs
    return kept if to_text(kept) == to_text(old) else new


def refresh(path, write=True):
    """Re-execute one chapter; return whether its file changed (or would)."""
    before = path.read_text("utf-8")
    old = nbformat.reads(before, as_version=4)
    source = normalise(cleared(old))
    new = keep_old_timings(normalise(execute(source, path.parent)), old)
    nbformat.validate(new)
    after = to_text(new)
    if write and after != before:
        scratch = path.with_suffix(".new")
        scratch.write_text(after, "utf-8", newline="\n")
        scratch.replace(path)
    return after != before


def chapters(names, root=ROOT):
    """Find chapters by path or by name; all of them when none is named."""
    every = sorted((root / "chapters").rglob("*.ipynb"))
    every = [path for path in every if ".ipynb_checkpoints" not in path.parts]
    if not names:
        return every
    found = []
    for name in names:
        matches = [p for p in every if p.stem == name] or [Path(name).resolve()]
        if not matches[0].is_file():
            known = ", ".join(p.stem for p in every)
            raise SystemExit(f"there is no chapter {name!r}; there are: {known}")
        found += matches
    return found


def report(path, check):
    """Refresh one chapter and print one line; return whether all is well."""
    began = time.monotonic()
    print(f"{path.stem} ... ", end="", flush=True)
    try:
        changed = refresh(path, write=not check)
    except ChapterError as error:
        print("FAILED, the file is as it was", flush=True)
        print(f"  {error}", file=sys.stderr)
        return False
    verdict = {True: "differs" if check else "changed", False: "same"}[changed]
    print(f"{verdict} ({time.monotonic() - began:.0f} s)", flush=True)
    return not (check and changed)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("chapter", nargs="*", help="a name or a path; none: all")
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    well = [report(path, options.check) for path in chapters(options.chapter)]
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
