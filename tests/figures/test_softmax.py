"""Sliders, bars and arrows: their numbers, and that nothing is asked from outside."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from gradbook.figures import SoftmaxGradient

LOGITS, TARGET = [2.0, 0.5, -1.0, 1.2], 2
RUN = Path(__file__).with_name("page.mjs")
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")


def html():
    return SoftmaxGradient(LOGITS, TARGET)._repr_html_()


def shown(**values):
    """What the script writes, before and after the button is pressed."""
    script = re.search(r"<script>(.*)</script>", html(), re.DOTALL)[1]
    given = {"script": script, "values": {"target": TARGET, **values}}
    done = subprocess.run(
        ["node", RUN], input=json.dumps(given), capture_output=True, text=True,
        timeout=60, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def expected(z, y):
    """Log-sum-exp, loss and longest arrow; then every p and every p - y."""
    lse = np.log(np.exp(z).sum())
    p = np.exp(z - lse)
    state = [lse, lse - y @ z, np.abs(p - y).max()]
    return [f"{v:.3f}" for v in state], [f"{v:.2f}" for v in [*p, *np.abs(p - y)]]


@needs_node
@pytest.mark.parametrize(("shift", "smoothing"), [(0, 0), (7, 0.2)])
def test_the_numbers_are_those_of_numpy(shift, smoothing):
    z, y = np.array(LOGITS) + shift, np.full(4, smoothing / 4)
    y[TARGET] += 1 - smoothing
    stepped = z - (np.exp(z) / np.exp(z).sum() - y)
    found = shown(shift=shift, smoothing=smoothing)
    for text, logits in zip(found, (z, stepped), strict=True):
        state, columns = expected(logits, y)
        assert re.findall(r"\d\.\d{3}|\d{2}\.\d{3}", text.split("<")[0]) == state
        assert sorted(re.findall(r"\d\.\d\d(?=<)", text)) == sorted(columns)


def test_it_fetches_nothing():
    assert not re.search(r"https?:|src=|import|fetch", html())


def test_every_control_has_a_label():
    text = html()
    controls = re.findall(r"<(?:input|select)[^>]*>", text)
    assert len(controls) == len(LOGITS) + 3
    for control in controls:
        before = text[: text.index(control)]
        assert before.rfind("<label>") > before.rfind("</label>")


def test_every_placeholder_is_filled():
    assert "const logits = [2.0, 0.5, -1.0, 1.2]" in html()
    assert '<option value="2" selected>3</option>' in html()
    assert not re.search(r"\$\$|\$[a-z]", html())


@pytest.mark.parametrize(
    ("logits", "target", "message"),
    [
        ([1.0], 0, r"logits: expected 2 to 6 of them, got \(1,\)"),
        ([0.0, 9.0], 0, "logits: expected values from -8 to 8"),
        ([0.0, np.nan], 0, "logits: expected values from -8 to 8"),
        ([0.0, 1.0], 2, "target: expected a class from 0 to 1, got 2"),
    ],
)
def test_what_it_cannot_draw_is_named(logits, target, message):
    with pytest.raises(ValueError, match=message):
        SoftmaxGradient(logits, target)
