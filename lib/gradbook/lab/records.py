"""Recorded runs on disk: records/<device>/<experiment>.json, read and written."""

import importlib.resources
import json
import os
import pathlib
import tempfile

from gradbook.lab.devices import slug
from gradbook.lab.errors import RecordError
from gradbook.lab.schema import validate


def book():
    """Return the folder of the book's own records."""
    return pathlib.Path(str(importlib.resources.files("gradbook.lab"))) / "records"


def load(path):
    """Read and validate one record.

    Raises
    ------
    RecordError
        If the file is no JSON, malformed, edited, or not where it belongs.
    """
    path = pathlib.Path(path)
    where = "/".join(path.parts[-2:])
    try:
        record = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refuse)
    except (OSError, ValueError) as problem:
        raise RecordError(f"{where}: expected a JSON record, got {problem}") from None
    validate(record, where)
    if path.stem != record["experiment"]:
        got = record["experiment"]
        raise RecordError(f"{where}: experiment: expected {path.stem!r}, got {got!r}")
    refuse_place(record, path.parent, where)
    return record


def find(name, folder=None):
    """Return the records of an experiment, one per device, ordered by device."""
    folder = book() if folder is None else pathlib.Path(folder)
    return [load(path) for path in sorted(folder.glob(f"*/{name}.json"))]


def refuse_place(record, parent, where):
    """Refuse a record in another device's folder, and a CPU's among the book's."""
    expected = slug(record["hardware"]["accelerator"])
    if parent.name != expected:
        raise RecordError(
            f"{where}: expected the folder of its accelerator, {expected!r},"
            f" got {parent.name!r}"
        )
    if expected == "cpu" and same_place(parent.parent, book()):
        raise RecordError(
            f"{where}: expected a GPU's record in the book's folder, got a CPU's"
        )


def same_place(one, other):
    """Return whether two paths are one place, or the first lies in the second."""
    one, other = pathlib.Path(one).resolve(), pathlib.Path(other).resolve()
    return one == other or other in one.parents


def save(record, folder=None):
    """Validate a record, then write it in one stroke; return its path.

    A record that is refused leaves the one that is there as it was.
    """
    validate(record, "record")
    folder = book() if folder is None else pathlib.Path(folder)
    parent = folder / slug(record["hardware"]["accelerator"])
    path = parent / f"{record['experiment']}.json"
    refuse_place(record, parent, "/".join(path.parts[-2:]))
    parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, json.dumps(record, indent=1, allow_nan=False) + "\n")
    return path


def write_atomically(path, text):
    """Write a file so that a reader sees the old one or the new one, whole."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        pathlib.Path(temporary).unlink(missing_ok=True)
        raise


def _refuse(constant):
    """JSON has no nan and no infinity."""
    raise ValueError(f"the constant {constant}")
