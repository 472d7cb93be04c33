"""The atlas reads code, links and memory from where they are, and invents nothing."""

import json
from pathlib import Path

import numpy as np
import pytest

from gradbook.layers import LAYERS
from gradbook_sphinx.derivation import MIME
from gradbook_sphinx.interview.atlas import memory, saved, weakest
from gradbook_sphinx.stored import compiled, derivations_of
from tests.book.sample import SLOPE
from tests.book.site import in_browser, needs_chromium
from tools.refresh import chapters

SCRIPT = Path(__file__).with_name("atlas.mjs")

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


FAULTS = {  # what is planted -> (scenario, file, old text, new text)
    "code is not looked at": ("filters", "atlas.js", '"badge", "code"', '"badge"'),
    "empty chapters stay": ("filters", "filter.js", "topic.hidden =", "topic.title ="),
    "words are not looked for": ("keyboard", "filter.js", "includes(word)", "at"),
}


@pytest.fixture(scope="module")
def found(site):
    planted = {name: list(fault) for name, fault in FAULTS.items()}
    return in_browser(SCRIPT, site, json.dumps(planted))


def filters_work(seen):
    everything = [f"atlas-{name}" for name in known() if "exercise" not in name]
    assert sorted(seen["all"]) == sorted(everything)
    assert 15 < len(seen["code"]) < len(everything)
    assert "atlas-softmax-cross-entropy" in seen["code"]
    assert seen["tested"] == []  # the book has no line that is only tested
    assert seen["chapter"]["chapters"] == 1
    number = len(seen["chapter"]["ids"])
    assert seen["said"] == f"{number} of {len(everything)} formulas"
    assert seen["wide"] <= 0
    assert seen["small"] == []


def words_are_found(seen):
    assert "atlas-softmax-cross-entropy" in seen["found"]
    assert len(seen["found"]) < 5
    assert seen["search"] == "?text=cross_entropy_backward"


PROMISES = {"filters": filters_work, "keyboard": words_are_found}


@needs_chromium
@pytest.mark.parametrize("scenario", PROMISES)
def test_the_filter_keeps_its_promise(found, scenario):
    assert found["seen"][scenario]["errors"] == []
    PROMISES[scenario](found["seen"][scenario])


@needs_chromium
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_seen(found, fault):
    with pytest.raises((AssertionError, KeyError)):
        PROMISES[FAULTS[fault][0]](found["faults"][fault])


@needs_chromium
def test_the_atlas_reads_without_scripts(found):
    seen = found["seen"]["bare"]
    assert not seen["controls"]
    assert len(seen["shown"]) == len(found["seen"]["filters"]["all"])
    assert "torch.sigmoid(x)" in seen["read"]


@needs_chromium
def test_a_shade_is_seen_only_where_a_formula_scrolls(found):
    seen = found["seen"]["shades"]
    assert seen["errors"] == []
    assert len(seen["fit"]) == 12 and not any(seen["fit"])
    assert all(seen["narrow"])
    assert any(seen["rim"])  # hairlines, where the shade reaches the rim
