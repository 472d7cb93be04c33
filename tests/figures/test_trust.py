"""The step size figure: its numbers, its advice, nothing asked from outside."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from gradbook.figures import StepSize

STEPS = [2.0**-k for k in range(2, 40)]
U = 2.0**-53
PARTS = {
    "truncation": [h * h for h in STEPS],
    "rounding": [U / h for h in STEPS],
    "error": [h * h + U / h for h in STEPS],
}
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")


def html():
    return StepSize(STEPS, {"float64": PARTS})._repr_html_()


def shown(**values):
    """What the script writes: the message, then the words in the picture."""
    script = re.search(r"<script>(.*)</script>", html(), re.DOTALL)[1]
    done = subprocess.run(
        ["node", Path(__file__).with_name("page.mjs")],
        input=json.dumps({"script": script, "values": values}),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return json.loads(done.stdout)[0]


@needs_node
@pytest.mark.parametrize(
    ("step", "advice"),
    [
        (3, "truncation rules: take a smaller step"),
        (30, "rounding rules: take a larger step"),
        (16, "the two are about equal: this step is near the best"),
    ],
)
def test_the_message_names_both_parts_and_says_what_to_do(step, advice):
    text = shown(dtype="float64", step=len(STEPS) - 1 - step)
    parts = [f"{PARTS[name][step]:.1e}" for name in ("truncation", "rounding")]
    for name, size in zip(("truncation", "rounding"), parts, strict=True):
        digits, power = size.split("e-")
        assert f"{name} {digits}e−{int(power)}" in text
    assert advice in text


@needs_node
def test_the_point_lies_on_the_error():
    picture = shown(dtype="float64", step=len(STEPS) - 1)
    x, y = re.search(r'<circle cx="([\d.]+)" cy="([\d.]+)"', picture).groups()
    assert float(x) == pytest.approx(392 - 0.60206 * 346 / 15, abs=0.01)
    assert float(y) == pytest.approx(14 + 1.20412 * 206 / 17, abs=0.05)


def test_it_fetches_nothing_and_every_placeholder_is_filled():
    assert not re.search(r"https?:|src=|import|fetch", html())
    assert not re.search(r"\$\$|\$[a-z]", html())


def test_every_control_has_a_label():
    text = html()
    controls = re.findall(r"<(?:input|select)[^>]*>", text)
    assert len(controls) == 2
    for control in controls:
        before = text[: text.index(control)]
        assert before.rfind("<label>") > before.rfind("</label>")


def test_three_digits_are_kept():
    figure = StepSize([0.5], {"float64": {key: [0.123456] for key in PARTS}})
    assert figure.parts["float64"]["error"] == [0.123]


def test_what_it_cannot_draw_is_named():
    with pytest.raises(ValueError, match="steps: expected positive numbers falling"):
        StepSize([0.1, 0.5], {"float64": PARTS})
    less = PARTS | {"rounding": [1.0]}
    with pytest.raises(ValueError, match=r"\['float64'\]: expected 38 .* got 1$"):
        StepSize(STEPS, {"float64": less})
