"""A small chapter that keeps every rule: tests plant their faults in it."""

import nbformat.v4 as v4

from tests.book.rules.cells import DERIVATION
from tools.refresh import normalise


def step(relation, tex, reason, badge):
    return {
        "relation": relation,
        "tex": tex,
        "text": tex,
        "reason": reason,
        "badge": badge,
        "points": 20,
    }


SLOPE = {
    "version": 1,
    "id": "slope",
    "title": "The slope of the sigmoid",
    "statement": {"tex": r"\frac{ds}{dx} = s(1-s)", "text": "ds/dx = s*(1 - s)"},
    "where": [{"tex": r"s = \frac{1}{1 + e^{-x}}", "text": "s = 1/(1 + exp(-x))"}],
    "start": {"tex": r"\frac{ds}{dx}", "text": "d(s, x)"},
    "steps": [
        step("=", r"\frac{e^{-x}}{(1 + e^{-x})^2}", "chain rule", "proved"),
        step("=", "s(1-s)", "because $1-s=se^{-x}$", "proved for this shape"),
        step("<=", r"\frac{1}{4}", "a square", "tested"),
    ],
}
DOT = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">'
    '<circle cx="9" cy="9" r="5"/></svg>'
)
ALT = {"mystnb": {"image": {"alt": "A dot"}}}
CELLS = [
    "# Why a slope is at most a quarter\n\nThe sigmoid's slope is small. We see why.",
    ("import numpy as np",),
    "## See it break",
    ("figures.dot()", {"image/svg+xml": DOT, "text/plain": "<Figure>"}, ALT),
    "## Predict\n\n<details><summary>Answer</summary>\n\nA quarter.\n\n</details>",
    "## Derive: the slope is $s(1-s)$\n\n$$\ns' = s(1-s)\n$$",
    ("D", {DERIVATION: SLOPE, "text/plain": "ds/dx = s*(1 - s)"}),
    "## Build\n\nThe layer, see [the slope](#derivation-slope).",
    ("source(layers.sigmoid_backward)", {"text/plain": "def sigmoid_backward"}),
    "## Check",
    ("check.agree(columns, draw, rng=rng)", {"text/plain": "dx 1e-17"}),
    "## Measure",
    ('lab.experiment("sigmoid")', {"text/plain": "2 bytes"}),
    "## What can go wrong\n\n## Interview questions\n\n## Exercises",
    ('raise ValueError("a planned failure")', None, {"tags": ["raises-exception"]}),
    "## Where this comes from",
]
FAILURE = v4.new_output(
    "error",
    ename="ValueError",
    evalue="a planned failure",
    traceback=["ValueError: a planned failure"],
)


def code_cell(count, source, data=None, metadata=None):
    metadata = metadata or {}
    outputs = [FAILURE] if "tags" in metadata else []
    if data:
        result = v4.new_output("execute_result", data=data, execution_count=count)
        outputs = [result]
    return v4.new_code_cell(
        source, execution_count=count, outputs=outputs, metadata=metadata
    )


def chapter():
    """Return a fresh notebook: a list of texts and (code, output, metadata)."""
    cells, count = [], 0
    for n, content in enumerate(CELLS):
        if isinstance(content, str):
            cell = v4.new_markdown_cell(content)
        else:
            count += 1
            cell = code_cell(count, *content)
        cell.id = f"cell-{n}"
        cells.append(cell)
    return normalise(v4.new_notebook(cells=cells))
