"""Tables that read well in a terminal, on a phone and to a screen reader."""

import textwrap
from dataclasses import dataclass
from html import escape

WIDTH = 60  # characters; a phone shows no more without scrolling


@dataclass(frozen=True)
class Table:
    """A caption, a head, rows of strings and notes below them."""

    caption: str
    head: tuple = ()
    rows: tuple = ()
    notes: tuple = ()

    def text(self):
        """Return the table as plain text, at most 60 columns wide."""
        lines = _wrap(self.caption)
        lines += [self._line(cells) for cells in (self.head, *self.rows) if cells]
        for note in self.notes:
            lines += _wrap(note)
        return "\n".join(lines)

    def _line(self, cells):
        """One line of text: labels to the left, numbers to the right."""
        columns = list(zip(self.head, *self.rows, strict=True))
        widths = [max(len(cell) for cell in column) for column in columns]
        first = cells[0].ljust(widths[0])
        rest = [cell.rjust(w) for cell, w in zip(cells[1:], widths[1:], strict=True)]
        return "  ".join([first, *rest]).rstrip()

    def html(self):
        """Return the table as HTML with a caption and scoped headers."""
        head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in self.head)
        body = "".join(_row(cells) for cells in self.rows)
        notes = "".join(
            f'<p class="gradbook-note">{_marked(n)}</p>' for n in self.notes
        )
        if not self.rows:
            return f"<p>{_marked(self.caption)}</p>{notes}"
        return (
            '<div class="gradbook-table" style="overflow-x: auto">'
            f"<table><caption>{_marked(self.caption)}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{notes}"
        )


def _wrap(sentence):
    """Lines of at most WIDTH columns; options of a command stay in one piece."""
    return textwrap.wrap(sentence, WIDTH, break_on_hyphens=False)


def _marked(sentence):
    """A sentence as HTML, with `code` between backticks."""
    parts = escape(sentence).split("`")
    return "".join(f"<code>{p}</code>" if n % 2 else p for n, p in enumerate(parts))


def _row(cells):
    """One row of HTML: its label is a header, its numbers stand to the right."""
    label = f'<th scope="row">{escape(cells[0])}</th>'
    rest = (f'<td style="text-align: right">{escape(c)}</td>' for c in cells[1:])
    return f"<tr>{label}{''.join(rest)}</tr>"


class Shown:
    """Something whose table() is what a notebook and a terminal show."""

    def table(self):
        """Return the Table to show."""
        raise NotImplementedError

    def __repr__(self):
        return self.table().text()

    def _repr_mimebundle_(self, include=None, exclude=None):
        table = self.table()
        return {"text/plain": table.text(), "text/html": table.html()}


def mebibytes(count):
    """Return a number of bytes in MiB, two decimals."""
    return f"{count / 2**20:.2f}"


def milliseconds(ms):
    """Return a time in ms with three significant digits."""
    return f"{ms:.3g}" if ms < 1000 else f"{ms:.0f}"
