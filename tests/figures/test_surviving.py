"""The interactive figure: its data, and that it asks for nothing from outside."""

import re

import pytest

from gradbook.figures import SurvivingGradient


def test_it_carries_the_numbers_it_was_given():
    html = SurvivingGradient([0, 0.5], {"sigmoid": [0.25, 0.24], "tanh": [1, 0.83]})
    text = html._repr_html_()
    assert '{"sigmoid": [0.25, 0.24], "tanh": [1.0, 0.83]}' in text
    assert "<option>sigmoid</option><option>tanh</option>" in text
    assert "$" not in re.sub(r"\$\{", "", text)  # every placeholder was filled


def test_it_fetches_nothing():
    text = SurvivingGradient([0], {"sigmoid": [0.25]})._repr_html_()
    assert not re.search(r"https?:|src=|import|fetch", text)


def test_every_control_has_a_label():
    text = SurvivingGradient([0], {"sigmoid": [0.25]})._repr_html_()
    for control in re.findall(r"<(?:input|select)[^>]*>", text):
        before = text[: text.index(control)]
        assert before.rfind("<label>") > before.rfind("</label>")


def test_a_missing_slope_is_named():
    with pytest.raises(
        ValueError, match=r"slopes\['tanh'\]: expected 2 values, one per"
    ):
        SurvivingGradient([0, 1], {"tanh": [1.0]})
