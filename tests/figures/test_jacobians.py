"""The chain of Jacobians: its counts are those of the products; nothing is fetched."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from gradbook.figures import ChainOfJacobians

RUN = Path(__file__).with_name("page.mjs")
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
NAMES = ("inputs", "first", "second", "outputs")


def html(*sizes):
    return ChainOfJacobians(*sizes)._repr_html_()


def shown(powers, order):
    """The message and the words of the drawing."""
    script = re.search(r"<script>(.*)</script>", html(), re.DOTALL)[1]
    values = dict(zip(NAMES, powers, strict=True)) | {"order": order}
    done = subprocess.run(
        ["node", RUN], input=json.dumps({"script": script, "values": values}),
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)[0].replace("\u202f", "")


def costs(powers):
    """FLOPs of ((J3 J2), J1 after it) and of ((J2 J1), J3 before it)."""
    n, p, q, m = (2**power for power in powers)
    return [2 * m * q * p, 2 * m * p * n], [2 * q * p * n, 2 * m * q * n]


POWERS = [(9, 6, 6, 0), (0, 6, 6, 9), (3, 4, 5, 6), (9, 0, 9, 9), (4, 4, 4, 4)]


@needs_node
@pytest.mark.parametrize("powers", POWERS)
@pytest.mark.parametrize("order", ["from the output", "from the input"])
def test_its_numbers_are_the_flops_of_the_products(powers, order):
    text = shown(powers, order)
    message, words = text.split("<", 1)
    output, inward = costs(powers)
    assert f"reverse mode: {sum(output)} FLOPs" in message
    assert f"forward mode: {sum(inward)}." in message
    drawn = [int(found) for found in re.findall(r"= (\d+)", words)]
    assert drawn == (output if order == "from the output" else inward)
    first = "J₃J₂" if order == "from the output" else "J₂J₁"
    assert f">{first} " in words


@needs_node
@pytest.mark.parametrize("powers", POWERS)
def test_it_says_which_end_is_cheaper(powers):
    message = shown(powers, "from the input").split("<")[0]
    left, right = map(sum, costs(powers))
    if left == right:
        assert message.endswith("Both cost the same.")
    else:
        cheaper = "output" if left < right else "input"
        ratio = max(left, right) / min(left, right)
        assert f"Beginning at the {cheaper} is {ratio:.1f} times cheaper." in message


def test_it_fetches_nothing():
    assert not re.search(r"https?:|src=|import|fetch", html())


def test_every_control_has_a_label():
    controls = re.findall(r"<(?:input|select)[^>]*>", html())
    assert len(controls) == 5
    for control in controls:
        before = html()[: html().index(control)]
        assert before.rfind("<label>") > before.rfind("</label>")


def test_every_placeholder_is_filled_and_the_sizes_are_given():
    text = html((8, 4, 2, 1))
    assert 'names = ["inputs", "first", "second", "outputs"]' in text
    assert re.findall(r'max="9" step="1" value="(\d)"', text) == ["3", "2", "1", "0"]
    assert not re.search(r"\$\$|\$[a-z]", text)


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ((8, 4, 2), "expected four, got 3"),
        ((8, 4, 2, 3), "powers of 2 to 512, got 3"),
        ((8, 4, 2, 0), "powers of 2 to 512, got 0"),
        ((8, 4, 2, 1024), "powers of 2 to 512, got 1024"),
    ],
)
def test_sizes_that_no_slider_has_are_refused(sizes, message):
    with pytest.raises(ValueError, match=message):
        ChainOfJacobians(sizes)
