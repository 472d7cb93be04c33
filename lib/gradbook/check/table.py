"""What the agreement table says, as text that a phone shows without scrolling."""

from dataclasses import dataclass, field
from textwrap import wrap

WIDTH = 40
NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Agreement:
    """What held, for display: bounds, shapes and counts, never a measured error."""

    bounds: dict[str, float]  # column -> the bound it is held to
    gradients: tuple[str, ...]  # as ("dx", "dscale")
    shapes: list[dict[str, tuple]]  # per trial, input -> shape
    refused: dict[str, tuple[str, ...]]  # column -> its kinds of mutants, all refused
    errors: dict[tuple[str, str], float] = field(repr=False)  # pair -> the worst

    def __repr__(self):
        title = f"{len(self.bounds)} columns agree on {', '.join(self.gradients)}"
        lines = wrap(title, WIDTH)
        for number, shapes in enumerate(self.shapes, 1):
            trial = f"trial {number}: {_by_shape(shapes)}"
            lines += wrap(trial, WIDTH, subsequent_indent=" " * 9)
        return "\n".join([*lines, "", *self._rows()]).replace(NO_BREAK, " ")

    def _rows(self):
        """Write one line per column, under a heading."""
        width = max(len(label) for label in (*self.bounds, "column"))
        yield f"{'column':{width}}  within  mutants refused"
        for label, bound in self.bounds.items():
            count = len(self.refused[label])
            yield f"{label:{width}}  {bound:<6g}  {count} of {count}"


def _by_shape(shapes):
    """Write the inputs, those of one shape together: ``x, dy (4, 7); scale (7,)``."""
    names = {}
    for name, shape in shapes.items():
        names.setdefault(shape, []).append(name)
    return "; ".join(
        f"{', '.join(group)}{NO_BREAK}{_words(shape)}" for shape, group in names.items()
    )


def _words(shape):
    """Write a shape so that no line breaks inside it; a scalar's is a word."""
    return str(shape).replace(" ", NO_BREAK) if shape else "scalar"
