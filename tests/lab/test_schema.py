"""A recorded run that was edited, malformed or misplaced is refused."""

import json

import pytest

from gradbook.lab import RecordError, experiment
from gradbook.lab.records import load, save


@pytest.mark.parametrize(
    ("path", "value"),
    [("rows.2.peak_bytes", 1), ("hardware.driver", "9"), ("predicted.ratio", 1.0)],
)
def test_a_tampered_record_is_refused(gpu_record, folder, edit, path, value):
    target = save(gpu_record)
    target.write_text(json.dumps(edit(gpu_record, path, value, sign=False)))
    with pytest.raises(RecordError, match=r"test-gpu/sigmoid\.json: digest: .* edited"):
        experiment("sigmoid").recorded()


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("schema", 2, "schema: expected 1, got 2"),
        ("rows", [], r"rows: expected a list, got \[\]"),
        ("rows.0.ms", "1", r"rows\[0\]\.ms: expected a number, got '1'"),
        ("rows.0.ms", True, r"rows\[0\]\.ms: expected a number, got True"),
        ("rows.0.ms", 49.0, r"rows\[0\]\.iqr: expected 0 < low <= 49\.0 <= high"),
        ("rows.0.variant", "builtin", "each variant once"),
        ("rows.0.extra", 1, r"rows\[0\]: expected no key 'extra'"),
        ("rows.0.n", 0, r"rows\[0\]: expected n >= 1"),
        ("problem.floor_ms", 1.0, "problem.floor_ms: expected 0.00"),
        ("ceilings.after.GBps", 22.0, "drift up to 5%, got 10%"),
        ("ceilings.after.GBps", 0, "ceilings: expected numbers > 0"),
        ("verdict", "won", "verdict: expected one of"),
        ("hardware", None, "hardware: expected an object"),
        ("params", 1, "params: expected an object"),
        ("dirty", 1, "dirty: expected true, false or null"),
    ],
)
def test_a_malformed_record_is_refused_and_loses_nothing(
    gpu_record, folder, edit, path, value, message
):
    before = save(gpu_record).read_bytes()
    with pytest.raises(RecordError, match=message):
        save(edit(gpu_record, path, value))
    assert (folder / "test-gpu" / "sigmoid.json").read_bytes() == before


def test_a_missing_key_is_named(gpu_record, edit, tmp_path):
    with pytest.raises(RecordError, match="expected 'commit', got no such key"):
        save(edit(gpu_record, "commit", "absent"), tmp_path)


@pytest.mark.parametrize("text", ["", "{", '{"schema": NaN}', "[]"])
def test_a_file_that_is_no_record(tmp_path, text):
    path = tmp_path / "gpu" / "sigmoid.json"
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(RecordError, match=r"gpu/sigmoid\.json: expected"):
        load(path)


def test_a_verdict_that_the_rows_do_not_give_is_refused(gpu_record, folder, edit):
    save(edit(gpu_record, "verdict", "missed"))
    with pytest.raises(RecordError, match="'held' from the rows, got 'missed'"):
        experiment("sigmoid").recorded()


def test_a_tiny_record_is_refused_in_the_book(gpu_record, folder, edit):
    save(edit(gpu_record, "params.n", 4096))
    with pytest.raises(RecordError, match="params: expected"):
        experiment("sigmoid").recorded()
