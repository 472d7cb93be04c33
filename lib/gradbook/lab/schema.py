"""The shape of a recorded run, and the checks that one must pass when it is read."""

import hashlib
import json
import math

from gradbook.lab.errors import RecordError
from gradbook.lab.timing import DRIFT, drift, floor_ms

VERSION = 1
VERDICTS = ("held", "missed", "unstable")
TEXT, FLAG, WHOLE, NUMBER = "a text", "true or false", "a whole number >= 0", "a number"
MAYBE_TEXT, MAYBE_FLAG = "a text or null", "true, false or null"
HARDWARE = {"accelerator": TEXT, "driver": MAYBE_TEXT, "cpu": TEXT, "cores": WHOLE}
SOFTWARE = {"python": TEXT, "torch": TEXT, "triton": MAYBE_TEXT}
SOFTWARE |= {"cuda": MAYBE_TEXT, "numpy": TEXT}
CEILINGS = {"GBps": NUMBER, "TFLOPs": NUMBER, "dtype": TEXT}
ROW = {"variant": TEXT, "ms": NUMBER, "iqr": [NUMBER], "n": WHOLE, "spread": NUMBER}
ROW |= {"peak_bytes": WHOLE, "saved_bytes": WHOLE, "rel_err": NUMBER}
SCHEMA = {
    "schema": WHOLE,
    "experiment": TEXT,
    "recorded_at": TEXT,
    "command": TEXT,
    "commit": MAYBE_TEXT,
    "dirty": MAYBE_FLAG,
    "sha256": TEXT,
    "hardware": HARDWARE,
    "software": SOFTWARE,
    "ceilings": {"before": CEILINGS, "after": CEILINGS},
    "params": dict,
    "problem": {"bytes_min": WHOLE, "flops": WHOLE, "floor_ms": NUMBER},
    "predicted": {"statement": TEXT, "ratio": NUMBER, "source": TEXT},
    "rows": [ROW],
    "verdict": TEXT,
    "digest": TEXT,
}
FITS = {
    TEXT: lambda v: isinstance(v, str) and v.strip() != "",
    MAYBE_TEXT: lambda v: v is None or isinstance(v, str),
    FLAG: lambda v: isinstance(v, bool),
    MAYBE_FLAG: lambda v: v is None or isinstance(v, bool),
    WHOLE: lambda v: isinstance(v, int) and not isinstance(v, bool) and v >= 0,
    NUMBER: lambda v: isinstance(v, int | float) and _finite(v),
}


def digest(record):
    """Return the hash of a record's content, all but the digest itself."""
    content = {key: value for key, value in record.items() if key != "digest"}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def validate(record, where):
    """Refuse a record that is malformed, contradicts itself or was edited by hand.

    Parameters
    ----------
    record : dict
    where : str
        Names the record in errors.

    Raises
    ------
    RecordError
    """
    _expect(record, SCHEMA, where, "")
    checks = (_version, _rows, _ceilings, _floor, _verdict, _untouched)
    for check in checks:
        complaint = check(record)
        if complaint:
            raise RecordError(f"{where}: {complaint}")


def _expect(value, spec, where, path):
    """Compare a value with its specification, down to the leaves."""
    if isinstance(spec, dict):
        _expect_keys(value, spec, where, path)
        for key, inner in spec.items():
            _expect(value[key], inner, where, f"{path}.{key}".lstrip("."))
    elif isinstance(spec, list):
        if not isinstance(value, list) or not value:
            raise RecordError(f"{where}: {path}: expected a list, got {value!r}")
        for i, inner in enumerate(value):
            _expect(inner, spec[0], where, f"{path}[{i}]")
    elif spec is dict:
        if not isinstance(value, dict):
            raise RecordError(f"{where}: {path}: expected an object, got {value!r}")
    elif not FITS[spec](value):
        raise RecordError(f"{where}: {path}: expected {spec}, got {value!r}")


def _expect_keys(value, spec, where, path):
    """An object with exactly the keys of its specification."""
    place = f"{where}: {path}" if path else where
    if not isinstance(value, dict):
        raise RecordError(f"{place}: expected an object, got {value!r}")
    missing = [key for key in spec if key not in value]
    unknown = [key for key in value if key not in spec]
    if missing:
        raise RecordError(f"{place}: expected {missing[0]!r}, got no such key")
    if unknown:
        raise RecordError(f"{place}: expected no key {unknown[0]!r}, got it")


def _finite(value):
    """A number that can be compared: no bool, no nan, no infinity."""
    return not isinstance(value, bool) and math.isfinite(value)


def _version(record):
    if record["schema"] != VERSION:
        return f"schema: expected {VERSION}, got {record['schema']}"


def _rows(record):
    labels = [row["variant"] for row in record["rows"]]
    if len(set(labels)) != len(labels):
        return f"rows: expected each variant once, got {labels}"
    for i, row in enumerate(record["rows"]):
        ms, iqr = row["ms"], row["iqr"]
        if len(iqr) != 2 or not 0 < iqr[0] <= ms <= iqr[1]:
            return f"rows[{i}].iqr: expected 0 < low <= {ms} <= high, got {iqr}"
        if row["n"] < 1 or row["spread"] < 0 or row["rel_err"] < 0:
            return f"rows[{i}]: expected n >= 1, spread >= 0, rel_err >= 0, got {row}"


def _ceilings(record):
    pair = record["ceilings"]["before"], record["ceilings"]["after"]
    if any(not c[key] > 0 for c in pair for key in ("GBps", "TFLOPs")):
        return f"ceilings: expected numbers > 0, got {pair}"
    if drift(*pair) > DRIFT:
        return f"ceilings: expected a drift up to {DRIFT:.0%}, got {drift(*pair):.0%}"


def _floor(record):
    problem, pair = record["problem"], record["ceilings"].values()
    expected = floor_ms(problem["bytes_min"], problem["flops"], *pair)
    if not math.isclose(problem["floor_ms"], expected, rel_tol=1e-4):
        got = problem["floor_ms"]
        return f"problem.floor_ms: expected {expected:.6g} from the ceilings, got {got}"


def _verdict(record):
    if record["verdict"] not in VERDICTS:
        return f"verdict: expected one of {VERDICTS}, got {record['verdict']!r}"


def _untouched(record):
    if record["digest"] != digest(record):
        return (
            f"digest: expected {digest(record)[:12]}…, got {record['digest'][:12]}…:"
            " the record was edited after its run"
        )
