"""The penalized minimum: its numbers, its geometry, nothing asked from outside."""

import json
import re
import shutil
import subprocess

import numpy as np
import pytest

from gradbook.figures import PenalizedMinimum

BEST, HESSIAN = [1.6, 1.0], [[1.5, 0.5], [0.5, 0.5]]
STRENGTHS = [0, 0.25, 1]
PATHS = {
    "L2": [
        np.linalg.solve(np.array(HESSIAN) + s * np.eye(2), np.array(HESSIAN) @ BEST)
        for s in STRENGTHS
    ],
    "L1": [[1.6, 1.0], [1.6, 0.5], [1.9 / 1.5, 0.0]],
}
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
HARNESS = """
import { readFileSync } from "node:fs";
const { script, values } = JSON.parse(readFileSync(0, "utf-8"));
const made = {};
const found = name => (made[name] ??= { value: String(values[name] ?? "") });
const root = {
  querySelector: name => found(name.replace(/.*"(.*)".*/, "$1")),
  addEventListener() {},
};
globalThis.document = { querySelectorAll: () => [root] };
(0, eval)(script);
process.stdout.write(JSON.stringify(
  Object.fromEntries(Object.entries(made).map(
    ([name, part]) => [name, part.textContent ?? part.innerHTML ?? ""]))));
"""


def html():
    return PenalizedMinimum(BEST, HESSIAN, STRENGTHS, PATHS)._repr_html_()


def shown(**values):
    """What the script writes into each part of the figure."""
    script = re.search(r"<script>(.*)</script>", html(), re.DOTALL)[1]
    done = subprocess.run(
        ["node", "--input-type=module", "-e", HARNESS],
        input=json.dumps({"script": script, "values": values}),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return json.loads(done.stdout)


@needs_node
@pytest.mark.parametrize(
    ("penalty", "strength", "message"),
    [
        ("L2", 0, "L2, λ = 0: minimum at (1.60, 1.00); no weight is 0."),
        ("L2", 2, "L2, λ = 1: minimum at (1.06, 0.51); no weight is 0."),
        ("L1", 2, "L1, λ = 1: minimum at (1.27, 0.00); one weight is exactly 0."),
    ],
)
def test_the_message_names_the_minimum(penalty, strength, message):
    assert shown(penalty=penalty, strength=strength)["message"] == message


def ellipse_through(picture):
    """The last ellipse drawn: center, half axes, angle."""
    last = re.findall(r"<ellipse[^>]*>", picture)[-1]
    numbers = [float(n) for n in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", last)]
    return numbers[:5]


@needs_node
@pytest.mark.parametrize("penalty", ["L2", "L1"])
def test_the_contour_passes_through_the_minimum(penalty):
    parts = shown(penalty=penalty, strength=1)
    cx, cy, a, b, angle = ellipse_through(parts[".lines"])
    x, y = (float(n) for n in re.findall(r'c[xy]="([\d.]+)"', parts[".words"])[:2])
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    along, across = c * (x - cx) + s * (y - cy), c * (y - cy) - s * (x - cx)
    assert (along / a) ** 2 + (across / b) ** 2 == pytest.approx(1, abs=1e-3)
    w1, w2 = PATHS[penalty][1]
    assert (x, y) == pytest.approx((74 + 132 * w1, 196 - 132 * w2), abs=0.1)


@needs_node
def test_disk_and_diamond_reach_the_minimum():
    disk = shown(penalty="L2", strength=1)[".ball"]
    radius = float(re.search(r' r="([\d.]+)"', disk)[1])
    assert radius == pytest.approx(132 * np.hypot(*PATHS["L2"][1]), abs=0.1)
    diamond = shown(penalty="L1", strength=1)[".ball"]
    right = float(re.search(r"M([\d.]+) ", diamond)[1])
    assert right == pytest.approx(74 + 132 * 2.1, abs=0.1)


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


def test_what_it_cannot_draw_is_named():
    with pytest.raises(ValueError, match=r"hessian: expected a symmetric positive"):
        PenalizedMinimum(BEST, [[1, 2], [2, 1]], STRENGTHS, PATHS)
    with pytest.raises(ValueError, match=r"paths\['L1'\]: expected shape \(3, 2\)"):
        PenalizedMinimum(BEST, HESSIAN, STRENGTHS, {"L1": PATHS["L1"][:2]})
