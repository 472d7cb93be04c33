"""The slope near 0: its data, its words, and that it asks for nothing from outside."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from gradbook.figures import SlopeNearZero

RUN = Path(__file__).with_name("page.mjs")
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
X = [-1.0, 0.0, 1.0]
CURVES = {
    "ReLU": {"no setting": ([0, 0, 1], [0, 0, 1], (0, 0, 1))},
    "leaky ReLU": {
        "α = 0.1": ([-0.1, 0, 1], [0.1, 0.1, 1], (0.1, 0.1, 1)),
        "α = 0.3": ([-0.3, 0, 1], [0.3, 0.3, 1], (0.3, 0.3, 1)),
    },
    "softplus": {"β = 1": ([0.31, 0.69, 1.31], [0.27, 0.5, 0.73], (0.5, 0.5, 0.5))},
}


@pytest.fixture
def text():
    return SlopeNearZero(X, CURVES)._repr_html_()


def shown(text, activation, setting="0"):
    """Run the figure's script under Node; return its message and its words."""
    script = re.search(r"<script>(.*)</script>", text, re.DOTALL)[1]
    values = {"activation": activation, "setting": setting}
    given = json.dumps({"script": script, "values": values})
    done = subprocess.run(
        ["node", RUN], input=given, capture_output=True, text=True, timeout=60,
        check=True,
    )  # fmt: skip
    return json.loads(done.stdout)[0]


def test_it_carries_the_numbers_it_was_given(text):
    assert '"label": "α = 0.3", "y": [-0.3, 0.0, 1.0]' in text
    assert "<option>ReLU</option><option>leaky ReLU</option>" in text
    assert "$" not in re.sub(r"\$\{", "", text)  # every placeholder was filled


def test_it_fetches_nothing(text):
    assert not re.search(r"https?:|src=|import|fetch", text)


def test_every_control_has_a_label(text):
    for control in re.findall(r"<(?:input|select)[^>]*>", text):
        before = text[: text.index(control)]
        assert before.rfind("<label>") > before.rfind("</label>")


@needs_node
@pytest.mark.parametrize(
    ("activation", "setting", "said"),
    [
        ("ReLU", "0", "slope 0 left of 0, 1 right of it."),
        ("ReLU", "0", "the choice is 0."),
        ("leaky ReLU", "1", "leaky ReLU, α = 0.3: slope 0.3 left of 0"),
        ("softplus", "0", "softplus, β = 1: no kink. The slope at 0 is 0.5."),
        ("softplus", "5", "softplus, β = 1"),  # the slider of another activation
    ],
)
def test_what_it_says(text, activation, setting, said):
    assert said in shown(text, activation, setting)


def test_a_missing_value_is_named():
    curves = {"ReLU": {"no setting": ([0, 0], [0, 0, 1], (0, 0, 1))}}
    with pytest.raises(ValueError, match=r"'ReLU'\]\['no setting'\]: expected 3 val"):
        SlopeNearZero(X, curves)
