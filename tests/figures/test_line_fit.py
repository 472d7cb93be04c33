"""The line's sliders and its step: their numbers; nothing is asked from outside."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from gradbook.figures import LineFit

X, Y = np.array([-1.5, -0.5, 0.5, 1.5]), np.array([30.0, 80.0, 90.0, 200.0])
RUN = Path(__file__).with_name("page.mjs")
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")


def html(x=X, y=Y):
    return LineFit(x, y, xlabel="size", ylabel="price", rate=0.25)._repr_html_()


def messages(mode, text=None):
    """What the status says, before and after the button is pressed."""
    script = re.search(r"<script>(.*)</script>", text or html(), re.DOTALL)[1]
    done = subprocess.run(
        ["node", RUN], input=json.dumps({"script": script, "values": {"mode": mode}}),
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return [shown.split("<")[0] for shown in json.loads(done.stdout)]


def numbers(message):
    found = re.findall(r"−?\d+\.\d", message)
    return [float(text.replace("−", "-")) for text in found]


def expected(slope, bias):
    errors = slope * X + bias - Y
    state = np.mean(errors**2), 2 * np.mean(errors * X), 2 * np.mean(errors)
    return state


@needs_node
@pytest.mark.parametrize("mode", ["with bias", "without bias"])
def test_loss_gradients_and_a_step_are_those_of_numpy(mode):
    before, after = messages(mode)
    loss, dslope, dbias = expected(0, 0)
    np.testing.assert_allclose(numbers(before), [loss, dslope, dbias], atol=0.051)
    bias = -0.25 * dbias if mode == "with bias" else 0
    state = expected(-0.25 * dslope, bias)
    np.testing.assert_allclose(numbers(after), state, atol=0.051)
    assert ("nobody follows" in after) == (mode == "without bias")


@needs_node
def test_the_step_stays_on_the_sliders():
    wide = html(100 * X, Y)  # a step would make the slope more than 1000
    steep = int(re.search(r'min="-(\d+)"', wide)[1])
    assert steep < -0.25 * 100 * expected(0, 0)[1]
    _, after = messages("with bias", wide)
    errors = steep * 100 * X - 0.25 * expected(0, 0)[2] - Y
    np.testing.assert_allclose(numbers(after)[0], np.mean(errors**2), atol=0.051)


def test_it_fetches_nothing():
    assert not re.search(r"https?:|src=|import|fetch", html())


def test_every_control_has_a_label():
    controls = re.findall(r"<(?:input|select)[^>]*>", html())
    assert len(controls) == 3
    for control in controls:
        before = html()[: html().index(control)]
        assert before.rfind("<label>") > before.rfind("</label>")


def test_every_placeholder_is_filled():
    assert "const xs = [-1.5, -0.5, 0.5, 1.5];" in html()
    assert "const ys = [30.0, 80.0, 90.0, 200.0];" in html()
    assert not re.search(r"\$\$|\$[a-z]", html())


@pytest.mark.parametrize("y", [[0, 1], [3, 346], [-2000, 5], [120, 130], [0.1, 0.4]])
def test_the_page_holds_the_points_and_zero(y):
    text = html(np.array([1.0, 2.0]), np.array(y, float))
    ticks = json.loads(re.search(r"ticks = (\[.*?\])", text)[1])
    assert ticks[0] <= min(y) and ticks[-1] >= max(y)
    assert ticks[0] < 0 < ticks[-1]
    assert 2 <= len(ticks) <= 10
    assert len(set(np.diff(ticks))) == 1


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ([1.0], [1.0], r"two vectors of one length, got \(1,\) and \(1,\)"),
        ([1.0, 2.0], [1.0], r"two vectors of one length, got \(2,\) and \(1,\)"),
        ([1.0, 1.0], [1.0, 2.0], "x not all equal"),
        ([1.0, 2.0], [1.0, np.nan], "finite numbers"),
    ],
)
def test_what_it_cannot_draw_is_named(x, y, message):
    with pytest.raises(ValueError, match=message):
        LineFit(x, y, xlabel="", ylabel="", rate=1)
