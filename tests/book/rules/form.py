"""The stored form of a chapter: what nbval does not compare."""

import re

import nbformat

from tests.book.rules.cells import code_cells, images, name, tags, texts
from tools.refresh import normalise, to_text

TAGS = {"hide-input", "nbval-ignore-output", "raises-exception", "remove-cell"}
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
MACHINE_PATH = re.compile(r"/(?:home|Users|root|tmp|work)/\w+")


def executed_in_order(notebook):
    """Counts are exactly 1..n: 'Run all' from a fresh kernel, nothing else."""
    return [
        f"{name(notebook, cell)}: execution count {cell.execution_count}, not {n}"
        for n, cell in enumerate(code_cells(notebook), start=1)
        if cell.execution_count != n
    ]


def no_stderr(notebook):
    return [
        f"{name(notebook, cell)}: writes to stderr: {output.text.strip()[:80]}"
        for cell in code_cells(notebook)
        for output in cell.outputs
        if output.get("name") == "stderr"
    ]


def errors_are_planned(notebook):
    """An error is stored exactly where a cell is tagged raises-exception."""
    complaints = []
    for cell in code_cells(notebook):
        fails = any(output.output_type == "error" for output in cell.outputs)
        if fails and "raises-exception" not in tags(cell):
            complaints.append(f"{name(notebook, cell)}: fails and is not tagged so")
        if not fails and "raises-exception" in tags(cell):
            complaints.append(f"{name(notebook, cell)}: should fail and does not")
    return complaints


def pictures_have_alt_text(notebook):
    return [
        f"{name(notebook, cell)}: no alt text (metadata mystnb.image.alt)"
        for cell in code_cells(notebook)
        if images(cell)
        and not cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "").strip()
    ]


def nothing_of_this_machine(notebook):
    """No memory address and no path of a machine in an output."""
    return [
        f"{name(notebook, cell)}: the output names {found[0]}"
        for cell in code_cells(notebook)
        for output in cell.outputs
        for text in texts(output)
        for pattern in (ADDRESS, MACHINE_PATH)
        if (found := pattern.search(text))
    ]


def known_tags(notebook):
    return [
        f"{name(notebook, cell)}: tag {tag!r}; the book knows {sorted(TAGS)}"
        for cell in notebook.cells
        for tag in tags(cell)
        if tag not in TAGS
    ]


def normal_form(notebook):
    """Metadata, ids and tracebacks are those that refresh writes."""
    if to_text(notebook) == to_text(normalise(notebook)):
        return []
    return ["not in the normal form: run `make refresh` for this chapter"]


def stored_in_normal_form(text):
    """As normal_form, of a file's text: byte for byte."""
    notebook = nbformat.reads(text, as_version=4)
    if text == to_text(normalise(notebook)):
        return []
    return ["the file is not as refresh writes it: run `make refresh` for it"]


RULES = [
    executed_in_order,
    no_stderr,
    errors_are_planned,
    pictures_have_alt_text,
    nothing_of_this_machine,
    known_tags,
    normal_form,
]
