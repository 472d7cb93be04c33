"""What a chapter shows of a live run: exact columns, and times when asked for."""

from dataclasses import asdict
from functools import cached_property

from gradbook.lab.devices import describe
from gradbook.lab.errors import LabError
from gradbook.lab.measuring import count, time_counted
from gradbook.lab.tables import Shown, Table, mebibytes, milliseconds
from gradbook.lab.timing import UNSTABLE

SUBJECT = "derived"  # the variant whose losses are named


def by_label(rows, label):
    """Return the row of a variant."""
    found = {row.variant: row for row in rows}
    if label not in found:
        raise LabError(f"variant: expected one of {', '.join(found)}, got {label!r}")
    return found[label]


def size_note(params):
    """Return one sentence with the config of a run."""
    return "Config: " + ", ".join(f"{k} = {value}" for k, value in params.items()) + "."


class Live(Shown):
    """A live run. Shown: what is the same on every machine. Not shown: times."""

    def __init__(self, case, config, prediction):
        self.case, self.config, self.prediction = case, config, prediction
        self.rows = count(case)

    def __getitem__(self, label):
        return by_label(self.rows, label)

    def table(self):
        """Return the exact columns."""
        rows = [
            (r.variant, *map(mebibytes, (r.moved_bytes, r.saved_bytes, r.peak_bytes)))
            for r in self.rows
        ]
        rows.append(("floor", mebibytes(self.case.bytes_min), "", ""))
        return Table(
            f"Live: {self.case.name} {self.case.what}, in MiB, exact",
            ("variant", "moved", "saved", "peak"),
            tuple(rows),
            (size_note(asdict(self.config)),),
        )

    def times(self, **how):
        """Return the times on this machine; measured once, then kept."""
        return Times(self.measured(**how), self.case, self.prediction)

    def measured(self, **how):
        """Return the Measurement, taken at the first call."""
        if how:
            return time_counted(self.case, self.rows, **how)
        return self._measurement

    @cached_property
    def _measurement(self):
        return time_counted(self.case, self.rows)


class Times(Shown):
    """Times of a live run: shown, never asserted, never compared."""

    def __init__(self, measurement, case, prediction):
        self.measurement, self.rows = measurement, measurement.rows
        self.case, self.prediction = case, prediction

    def __getitem__(self, label):
        return by_label(self.rows, label)

    def table(self):
        """Return rows from fast to slow, with what the derivation loses."""
        steady = self.measurement.steady
        floor = self.measurement.floor_ms if steady else None
        where = describe(self.case.device)["hardware"]
        notes = [f"Device: {where['accelerator']}; processor: {where['cpu']}."]
        if not steady:
            moved = f"{self.measurement.drift:.0%}"
            notes.append(f"The machine's ceilings moved by {moved}: no floor.")
        apart = self.case.forward_only
        notes += losses(self.rows, apart) + verdict_notes(self.rows, self.prediction)
        rows = timed_rows(self.rows, floor, apart)
        if floor is not None:
            rows = (("floor", milliseconds(floor), "1.0", ""), *rows)
        head = ("variant", "ms", "x floor", "spread")
        caption = f"Live, this machine: {self.case.name} {self.case.what}"
        return Table(caption, head, rows, tuple(notes))


def by_time(rows):
    """Return the rows from fast to slow."""
    return sorted(rows, key=lambda row: row.ms)


def timed_rows(rows, floor, apart=()):
    """Return cells from fast to slow; labels set apart are no whole step: no floor."""
    floors = {row.variant: None if row.variant in apart else floor for row in rows}
    return tuple(timed_cells(row, floors[row.variant]) for row in by_time(rows))


def timed_cells(row, floor):
    """Return label, ms, ratio to the floor and spread; no ratio when unstable."""
    stable = row.spread <= UNSTABLE
    ratio = "-" if floor is None else f"{row.ms / floor:.1f}"
    ratio = ratio if stable else "unstable"
    return row.variant, milliseconds(row.ms), ratio, f"{row.spread:.0%}"


def verdict_notes(rows, prediction):
    """Return one sentence: predicted against seen."""
    found = {row.variant: row for row in rows}
    verdict, seen = prediction.verdict(found), prediction.seen(found)
    said = "no ratio" if seen is None else f"{seen:.1f}x"
    source = prediction.source.partition(":")[0]
    return [
        f"Predicted {prediction.pair}: {prediction.ratio:.1f}x ({source});"
        f" seen: {said}; verdict: {verdict}."
    ]


def losses(rows, apart=()):
    """Return one sentence per variant, none set apart, that beats the derived one."""
    found = {row.variant: row for row in rows if row.variant not in apart}
    if SUBJECT not in found:
        return []
    subject = found[SUBJECT]
    if subject.spread > UNSTABLE:
        return [f"{SUBJECT} is unstable: no comparison."]
    return [
        f"{SUBJECT} loses to {row.variant}: {subject.ms / row.ms:.1f}x its time."
        for row in by_time(found.values())
        if row.ms < subject.ms and row.spread <= UNSTABLE
    ]
