"""What we expect, written before the run, and the verdict after it."""

from dataclasses import dataclass

from gradbook.lab.errors import LabError
from gradbook.lab.tables import Shown, Table
from gradbook.lab.timing import UNSTABLE

WITHIN = 0.25  # a prediction holds when the ratio seen is within a quarter of it
SOURCES = ("counted", "published", "measured")


@dataclass(frozen=True, repr=False)
class Prediction(Shown):
    """A ratio of times, claimed before the run.

    Attributes
    ----------
    statement : str
        One sentence for the reader.
    ratio : float
        Time of `slower` over time of `faster`.
    source : str
        Where the ratio comes from: begins with counted, published or measured.
    slower, faster : str
        Labels of two variants.
    less : str, optional
        A third label; its time is taken off that of `slower`. A step less its forward
        is its backward.
    """

    statement: str
    ratio: float
    source: str
    slower: str
    faster: str
    less: str | None = None

    @property
    def pair(self):
        """The ratio in words: `naive / builtin`, `(builtin - forward) / forward`."""
        above = f"({self.slower} - {self.less})" if self.less else self.slower
        return f"{above} / {self.faster}"

    def __post_init__(self):
        if not self.statement.strip() or not self.ratio > 0:
            raise LabError(
                "prediction: expected a statement and a ratio > 0,"
                f" got {self.statement!r} and {self.ratio!r}"
            )
        if not self.source.startswith(SOURCES):
            raise LabError(
                f"prediction source: expected it to begin with one of"
                f" {', '.join(SOURCES)}, got {self.source!r}"
            )

    def table(self):
        """Return the sentence and its ratio, as a chapter shows them."""
        pair = f"{self.slower} / {self.faster}: {self.ratio:.1f}x"
        return Table(f"Predicted: {self.statement}", notes=(f"{pair}, {self.source}.",))

    def seen(self, rows):
        """Return the ratio of times in rows {label: row}, or None when unstable."""
        needed = {self.slower, self.faster, self.less} - {None}
        if needed - set(rows):
            missing = sorted(needed - set(rows))
            raise LabError(f"rows: expected {missing}, got {sorted(rows)}")
        if any(rows[label].spread > UNSTABLE for label in needed):
            return None
        less = rows[self.less].ms if self.less else 0.0
        return (rows[self.slower].ms - less) / rows[self.faster].ms

    def verdict(self, rows):
        """Return "held", "missed" or "unstable"."""
        seen = self.seen(rows)
        if seen is None:
            return "unstable"
        return "held" if abs(seen / self.ratio - 1) <= WITHIN else "missed"
