"""The third judge: gradients compiled from proved derivations."""

import numpy as np
import pytest

from gradbook import check
from gradbook.layers import LAYERS
from tests.judges import derived
from tests.judges.test_judges import columns_of, draw_for

each_derived = pytest.mark.parametrize("name", derived.COLUMNS)


def four_columns(name, backward):
    columns = columns_of(name, backward)
    return columns | {"derivation": derived.COLUMNS[name]}


@each_derived
def test_the_derivation_agrees_with_layer_autograd_and_differences(name, rng):
    layer = LAYERS[name]
    columns = four_columns(name, layer.backward)
    agreement = check.agree(columns, draw_for(layer), rng=rng, trials=5)
    assert set(agreement.bounds) >= {"derivation", "layer", "autograd", "differences"}
    assert agreement.bounds["derivation"] == 1e-12


@each_derived
def test_the_derivation_alone_refuses_plausible_mistakes(name, rng):
    layer = LAYERS[name]
    for wrong in layer.mutants.values():
        columns = {
            "derivation": derived.COLUMNS[name],
            "layer": check.by_hand(layer.forward, wrong, layer.wrt),
        }
        with pytest.raises(ValueError) as caught:
            check.agree(columns, draw_for(layer), rng=rng)
        found = isinstance(caught.value, check.GradientError)
        assert found or "mismatch" in str(caught.value)


def test_the_lines_are_the_formulas_of_the_layers():
    """The code is written from the proved line, so it can be read beside the layer."""
    assert derived.softmax_line().source.endswith(
        "return p * (G - (G * p).sum(axis=1)[:, None]) / T\n"
    )
    returns = [line.source.rsplit("return ")[-1] for line in derived.affine_lines()]
    assert returns == ["dY @ W.T\n", "X.T @ dY\n", "dY.sum(axis=0)\n"]


def test_lines_take_float32(rng):
    logits, dy = rng.standard_normal((2, 4, 3)).astype(np.float32)
    assert derived.softmax(logits, dy)["dlogits"].dtype == np.float32
