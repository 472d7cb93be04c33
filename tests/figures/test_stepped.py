"""The stepped graph: its data, its layout, and that it asks for nothing outside."""

import re

import pytest

from gradbook.figures import SteppedGraph


def fork():
    """y = x², z = 3x, L = y + z, at x = 2: the gradients of x add, 4 + 3."""
    return {
        "values": {"x": 2.0, "y": 4.0, "z": 6.0, "L": 10.0},
        "slopes": {
            ("x", "y"): 4.0,
            ("x", "z"): 3.0,
            ("y", "L"): 1.0,
            ("z", "L"): 1.0,
        },
        "gradients": {"L": 1.0, "y": 1.0, "z": 1.0, "x": 7.0},
        "formulas": {"y": "y = x²", "z": "z = 3x", "L": "L = y + z"},
    }


def test_it_carries_the_numbers_it_was_given():
    graph = SteppedGraph(**fork())
    text = graph._repr_html_()
    assert '{"a": "x", "b": "z", "slope": 3.0, "product": 3.0}' in text
    assert '"value": 2.0, "gradient": 7.0' in text
    assert 'max="6"' in text  # three nodes forward, three backward
    assert "$" not in re.sub(r"\$\{", "", text)  # every placeholder was filled


def test_what_the_edges_hand_back_adds_up_to_the_gradient():
    graph = SteppedGraph(**fork())
    handed = [edge["product"] for edge in graph.edges if edge["a"] == "x"]
    assert sum(handed) == graph.nodes["x"]["gradient"]


def test_a_node_stands_right_of_its_inputs_and_no_two_in_one_place():
    graph = SteppedGraph(**fork())
    for edge in graph.edges:
        assert graph.nodes[edge["a"]]["x"] < graph.nodes[edge["b"]]["x"]
    assert len({(node["x"], node["y"]) for node in graph.nodes.values()}) == 4


def test_a_leaf_stands_just_before_its_use():
    inputs = fork()
    inputs["values"] = {"x": 2.0, "y": 4.0, "z": 6.0, "v": 1.0, "L": 10.0}
    inputs["slopes"]["v", "L"] = 1.0
    inputs["gradients"]["v"] = 1.0
    nodes = SteppedGraph(**inputs).nodes
    assert nodes["v"]["x"] == nodes["y"]["x"] > nodes["x"]["x"]


def test_it_fetches_nothing():
    assert not re.search(
        r"https?:|src=|import|fetch", SteppedGraph(**fork())._repr_html_()
    )


def test_every_range_has_a_label_and_every_button_a_name():
    text = SteppedGraph(**fork())._repr_html_()
    before = text[: text.index("<input")]
    assert before.rfind("<label>") > before.rfind("</label>")
    assert len(re.findall(r"<button[^>]*>\w+</button>", text)) == 2


@pytest.mark.parametrize("table", ["gradients", "formulas"])
def test_a_missing_entry_is_named(table):
    inputs = fork()
    del inputs[table]["y"]
    with pytest.raises(ValueError, match=f"{table}: expected one for y, got none"):
        SteppedGraph(**inputs)


def test_a_result_before_its_input_is_refused():
    inputs = fork()
    inputs["values"] = dict(reversed(inputs["values"].items()))
    with pytest.raises(ValueError, match="values: expected x before its result y"):
        SteppedGraph(**inputs)
