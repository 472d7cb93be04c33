"""The atlas reads code, links and memory from where they are, and invents nothing."""

import json

import numpy as np
import pytest

from gradbook.layers import LAYERS
from gradbook_sphinx.atlas import memory, saved, weakest
from gradbook_sphinx.derivation import MIME
from gradbook_sphinx.stored import compiled, derivations_of
from tests.book.sample import SLOPE
from tools.refresh import chapters

CODE = {"text/markdown": "```python\ndef f(x):\n    return x\n```"}


def cell(source, *outputs):
    return {"source": source, "outputs": [{"data": data} for data in outputs]}


def known():
    """The ids of every derivation that a chapter stores."""
    for path in chapters([]):
        for stored in derivations_of(path.stem, json.loads(path.read_text("utf-8"))):
            yield stored.data["id"]


def test_every_id_is_unique():
    ids = list(known())
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_names_derivations_that_exist(name):
    assert set(LAYERS[name].derivations) <= set(known())


def test_code_belongs_to_the_derivation_it_was_compiled_from():
    first = cell('A = Derivation("a", "A")\nB = A.branch("b", "B")')
    both = 'f = A.compile("numpy", x)\ng = B.compile("numpy", x)\n'
    assert compiled([first, cell(both + "g", CODE)]) == {"b": "def f(x):\n    return x"}
    assert list(compiled([first, cell('A.compile("numpy", x)', CODE)])) == ["a"]
    assert compiled([first, cell('source(A.compile("numpy", x))', CODE)]) == {}
    assert list(compiled([first, cell('f = A.compile("numpy", x)\nf', CODE)])) == ["a"]
    assert compiled([first, cell('f = A.compile("torch", x)\nf', CODE)]) == {}
    assert compiled([first, cell(both + "f.source")]) == {}


def test_a_derivation_carries_its_page_and_cell():
    text = {"cell_type": "markdown", "source": ["# The slope\n", "words"]}
    code = cell("D", {MIME: SLOPE}) | {"cell_type": "code", "id": "derive-run"}
    (stored,) = derivations_of("sigmoid", {"cells": [text, code]})
    assert stored[:3] == ("sigmoid", "The slope", "derive-run")
    assert weakest(stored.data)["badge"] == "tested"


KEPT = {  # arrays as large as the input that a layer keeps for backward
    "sigmoid": 1,
    "relu": 1,
    "binary_cross_entropy": 2,
    "mean_squared_error": 1,
}


@pytest.mark.parametrize("name", KEPT)
def test_kept_bytes_are_counted(name):
    inputs, kept = saved(LAYERS[name])
    size = next(iter(inputs.values())).nbytes
    assert sum(array.nbytes for array in kept.values()) == KEPT[name] * size
    assert f" {KEPT[name] * size} bytes" in memory(LAYERS[name])


def test_an_array_kept_twice_counts_once():
    x = np.ones((2, 3), np.float32)
    layer = LAYERS["sigmoid"]._replace(
        sample=lambda rng: {"x": x}, forward=lambda x: (x, (x, [x], {"no": "array"}))
    )
    assert sum(array.nbytes for array in saved(layer)[1].values()) == x.nbytes
