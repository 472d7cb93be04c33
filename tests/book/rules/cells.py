"""What the rules read of a notebook, and how a complaint names a cell."""

import re

DERIVATION = "application/vnd.gradbook.derivation+json"
FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)


def name(notebook, cell):
    """Name a cell so that its author finds it."""
    number = notebook.cells.index(cell) + 1
    first = cell.source.strip().split("\n")[0]
    return f"cell {number} (id {cell.get('id')}) `{first}`"


def code_cells(notebook):
    return [c for c in notebook.cells if c.cell_type == "code"]


def markdown_cells(notebook):
    return [c for c in notebook.cells if c.cell_type == "markdown"]


def tags(cell):
    return cell.metadata.get("tags", [])


def lines(cell):
    """The lines of a cell that hold something."""
    return [line for line in cell.source.split("\n") if line.strip()]


def without_fences(text):
    return FENCE.sub("", text)


def headings(notebook, level):
    """Yield (cell, text) of every heading of one level."""
    pattern = re.compile(rf"^#{{{level}}} +(.+?)\s*$", re.MULTILINE)
    for cell in markdown_cells(notebook):
        for found in pattern.finditer(without_fences(cell.source)):
            yield cell, found[1]


def images(cell):
    """The outputs of a code cell that are pictures."""
    return [
        output
        for output in cell.outputs
        if any(kind.startswith("image/") for kind in output.get("data", {}))
    ]


def printed(output):
    """The plain text a reader sees: none where a richer form is shown."""
    if output.output_type == "stream":
        return output.text
    data = output.get("data", {})
    return data.get("text/plain", "") if set(data) == {"text/plain"} else ""


def texts(output):
    """Every text an output stores, whichever of them is shown."""
    yield output.get("text", "")
    yield output.get("evalue", "")
    for kind, content in output.get("data", {}).items():
        if not kind.startswith("image/"):
            yield content if isinstance(content, str) else repr(content)
