"""What a chapter shows of a recorded run: labelled, STALE, or not yet there."""

from dataclasses import asdict

from gradbook.lab.errors import RecordError
from gradbook.lab.measuring import Row
from gradbook.lab.records import find
from gradbook.lab.tables import Shown, Table, mebibytes, milliseconds
from gradbook.lab.views import by_label, by_time, losses, size_note, timed_rows

RECORD = "python -m gradbook.lab record {name} --device cuda"


class Recorded(Shown):
    """The recorded runs of an experiment, one table per device.

    Attributes
    ----------
    records : list of dict
        Those that belong to the experiment as it is now.
    stale : list of dict
        Those made by another version of the experiment; their numbers are not shown.
    """

    def __init__(self, experiment, folder=None):
        self.experiment = experiment
        every = find(experiment.name, folder)
        self.records = [r for r in every if r["sha256"] == experiment.sha256]
        self.stale = [r for r in every if r["sha256"] != experiment.sha256]
        for record in self.records:
            self._expect_verdict(record)
            if folder is None:
                self._expect_full_size(record)

    def __bool__(self):
        return bool(self.records)

    def __getitem__(self, label):
        """The row of a variant on the first device."""
        if not self.records:
            raise RecordError(f"{label}: expected a record, got: {self!r}")
        return by_label(rows_of(self.records[0]), label)

    def tables(self):
        """Return one Table per record; a message alone where there is none."""
        apart = getattr(self.experiment.module, "FORWARD_ONLY", ())
        found = [table_of(record, apart) for record in self.records]
        found += [_stale(record) for record in self.stale]
        if not found:
            again = RECORD.format(name=self.experiment.name)
            found.append(Table("not recorded yet", notes=(f"run `{again}`",)))
        return found

    def __repr__(self):
        return "\n\n".join(table.text() for table in self.tables())

    def _repr_mimebundle_(self, include=None, exclude=None):
        html = "\n".join(table.html() for table in self.tables())
        return {"text/plain": repr(self), "text/html": html}

    def _expect_full_size(self, record):
        """The book shows full-size runs alone."""
        full = asdict(self.experiment.module.Config.full())
        if record["params"] != full:
            got = record["params"]
            raise RecordError(
                f"{self.experiment.name}: params: expected {full}, got {got}"
            )

    def _expect_verdict(self, record):
        """The verdict is the one that the rows and the prediction give."""
        rows = {row.variant: row for row in rows_of(record)}
        expected, got = self.experiment.prediction.verdict(rows), record["verdict"]
        if got != expected:
            raise RecordError(
                f"{self.experiment.name}: verdict: expected {expected!r} from the rows,"
                f" got {got!r}"
            )


def rows_of(record):
    """Return the rows of a record as Row objects."""
    return [Row(**row | {"iqr": tuple(row["iqr"])}) for row in record["rows"]]


def table_of(record, apart=()):
    """Return the Table of a record, from fast to slow, with its losses."""
    rows, floor = rows_of(record), record["problem"]["floor_ms"]
    cells = [("floor", milliseconds(floor), "1.0", "", "", "")]
    for row, timed in zip(by_time(rows), timed_rows(rows, floor, apart), strict=True):
        cells.append((*timed, mebibytes(row.peak_bytes), mebibytes(row.saved_bytes)))
    head = ("variant", "ms", "x floor", "spread", "peak MiB", "saved MiB")
    notes = [size_note(record["params"]), *losses(rows, apart)]
    notes += [_predicted(record)]
    notes.append(f"Again: `{record['command']}`")
    return Table(f"Recorded on {label_of(record)}", head, tuple(cells), tuple(notes))


def label_of(record):
    """Return device, date and commit of a record."""
    commit = f"commit {record['commit'][:7]}" if record["commit"] else "commit unknown"
    changed = " with changes" if record["dirty"] else ""
    device, date = record["hardware"]["accelerator"], record["recorded_at"][:10]
    return f"{device}, {date}, {commit}{changed}"


def _predicted(record):
    """One sentence: predicted, and the verdict."""
    said = record["predicted"]
    source = said["source"].partition(":")[0]
    return f"Predicted: {said['ratio']:.1f}x ({source}); verdict: {record['verdict']}."


def _stale(record):
    """A message instead of numbers that belong to another version."""
    return Table(
        f"STALE: {record['experiment']} changed since it was recorded on"
        f" {label_of(record)}",
        notes=(f"run `{record['command']}`",),
    )
