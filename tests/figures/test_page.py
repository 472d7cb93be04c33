"""The page that figures share: each of its parts stands where the script looks."""

import re

import pytest

from gradbook.figures.page import button, choice, page, slider

SCRIPT = "  const draw = () => paint({ words: word(1, 2, get('n').value) });"


@pytest.fixture
def text():
    controls = [
        slider("size", "n", 0, 9, 4, shown=4),
        choice("kind", "k", ["one", "two"]),
        button("go", "b"),
    ]
    layers = '<g class="words"></g>'
    made = {"layers": layers, "script": SCRIPT, "data": {"x": [1.5], "name": "β"}}
    return page("some-figure", "What it shows", 120, controls=controls, **made)


def test_the_script_finds_the_last_figure_of_its_name(text):
    assert '<figure id="some-figure">' in text
    assert 'querySelectorAll("#some-figure")' in text
    assert 'querySelector(`[name="${name}"]`)' in text


def test_data_comes_before_the_script_and_the_drawing_after(text):
    parts = ("const x = [1.5];", 'const name = "β";', SCRIPT, "  draw();")
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_every_placeholder_is_filled_and_no_event_stands_in_an_element(text):
    assert not re.search(r"\$\$|\$[a-z]", text)
    assert not re.search(r"<[^>]* on\w+=", text)


def test_a_reader_without_javascript_or_sight_is_told(text):
    assert "With JavaScript, this figure has controls." in text
    assert 'role="img"\naria-label="What it shows"' in text
    assert 'max="9" step="1" value="4"' in text
    assert '<output name="n-shown">4</output></label>' in text
