"""Run an experiment at full size and make the record of it."""

import datetime
import pathlib
import subprocess
from dataclasses import asdict

from gradbook.lab.devices import describe
from gradbook.lab.devices import device as choose
from gradbook.lab.errors import RecordError
from gradbook.lab.measuring import measure
from gradbook.lab.records import book, same_place
from gradbook.lab.schema import VERSION, digest
from gradbook.lab.seeds import seed_all
from gradbook.lab.timing import DRIFT

ATTEMPTS = 3  # runs, until the machine's ceilings stand still


def refuse_destination(device, tiny, out):
    """Refuse, before anything runs, what the book's folder may not hold."""
    if out is not None and not same_place(out, book()):
        return
    if device.type == "cpu":
        raise RecordError(
            "--device: expected a GPU for the book's records, got cpu;"
            " give --out DIR to keep a CPU's record elsewhere"
        )
    if tiny:
        raise RecordError(
            "--tiny: expected full size for the book's records;"
            " give --out DIR to keep a tiny record elsewhere"
        )


def make_record(experiment, device, *, tiny=False, without=(), how=None):
    """Run an experiment and return its record.

    The prediction is part of the experiment's file; there is no experiment without.

    Raises
    ------
    RecordError
        If the ceilings moved by more than 5% in each of three attempts.
    """
    device = choose(device)
    sizes = experiment.module.Config
    config = sizes.tiny() if tiny else sizes.full()
    seed_all(config.seed)
    case = experiment.case(config, device, without=without)
    for _ in range(ATTEMPTS):
        run = measure(case, allocator=device.type == "cuda", **(how or {}))
        if run.steady:
            again = command(experiment.name, device, tiny, without)
            return _record(experiment, device, config, run, again)
    raise RecordError(
        f"ceilings: expected a drift up to {DRIFT:.0%}, got {run.drift:.0%} in the last"
        f" of {ATTEMPTS} attempts: the machine is busy; nothing was recorded"
    )


def _record(experiment, device, config, run, again):
    """The record, as measuring rooms and chapters read it."""
    prediction, found = experiment.prediction, {row.variant: row for row in run.rows}
    record = {
        "schema": VERSION,
        "experiment": experiment.name,
        "recorded_at": _now(),
        "command": again,
        **revision(),
        "sha256": experiment.sha256,
        **describe(device),
        "ceilings": {"before": run.before, "after": run.after},
        "params": asdict(config),
        "problem": {
            "bytes_min": run.bytes_min,
            "flops": run.flops,
            "floor_ms": run.floor_ms,
        },
        "predicted": {
            "statement": prediction.statement,
            "ratio": prediction.ratio,
            "source": prediction.source,
        },
        "rows": [asdict(row) | {"iqr": list(row.iqr)} for row in run.rows],
        "verdict": prediction.verdict(found),
    }
    record = _rounded(record)
    return record | {"digest": digest(record)}


def command(name, device, tiny=False, without=()):
    """Return the command that makes a record again."""
    line = f"python -m gradbook.lab record {name} --device {device.type}"
    line += "".join(f" --without {label}" for label in without)
    return f"{line} --tiny --out DIR" if tiny else line


def revision():
    """Return commit and dirty (is this room changed?) from git; None without git."""
    commit = _git("rev-parse", "HEAD")
    status = _git("status", "--porcelain", "--", ".", ":!records") if commit else None
    return {"commit": commit, "dirty": None if status is None else bool(status)}


def _git(*arguments):
    """What git prints about the folder of this file, or None."""
    here = pathlib.Path(__file__).parent
    try:
        answer = subprocess.run(
            ("git", *arguments), cwd=here, capture_output=True, text=True, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None


def _now():
    """Date and time in UTC, to the second."""
    now = datetime.datetime.now(datetime.UTC)
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


def _rounded(value):
    """Every float with six significant digits: more would be noise."""
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_rounded(inner) for inner in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value
