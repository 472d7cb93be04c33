"""The third judge for one-variable functions: slopes derived line by line, compiled."""

from functools import cache

import numpy as np
import pytest

from gradbook import check
from gradbook.derive import Derivation, Sum, d, dims, exp, index, log, tanh, tensor, var
from gradbook.layers import LAYERS
from tests.judges.test_judges import columns_of, draw_for

x, g = var("x"), var("g")


@cache
def sigmoid_line():
    page = Derivation("judge-sigmoid", "g times the slope")
    s = page.let("s", (), 1 / (1 + exp(-x)))
    page.start(g * d(s, x)).eq(g * exp(-x) / (1 + exp(-x)) ** 2, "chain rule")
    page.eq(g * s * (1 - s), "1 - s = e^-x s")
    return page.compile("numpy", x, g)


@cache
def tanh_line():
    page = Derivation("judge-tanh", "g times the slope")
    page.start(g * d(tanh(x), x)).eq(g * (1 - tanh(x) ** 2), "quotient rule")
    return page.compile("numpy", x, g)


@cache
def softplus_line():
    page = Derivation("judge-softplus", "g times the slope")
    s = page.let("s", (), 1 / (1 + exp(-x)))
    page.start(g * d(log(1 + exp(x)), x))
    page.eq(g * exp(x) / (1 + exp(x)), "chain rule").eq(g * s, "divide by e^x")
    return page.compile("numpy", x, g)


@cache
def binary_cross_entropy_line():
    """The mean over N entries; each is one of the terms."""
    N = dims("N")
    (a, b), z, t = index("a b", N), tensor("z", N), tensor("t", N, low=0, high=1)
    page = Derivation("judge-bce", "mean over entries")
    s = page.let("s", a, 1 / (1 + exp(-z[a])))
    terms = -t[a] * log(s[a]) - (1 - t[a]) * log(1 - s[a])
    page.start(g * d(Sum(a, terms) / N, z[b])).eq(g * (s[b] - t[b]) / N, "chain rule")
    return page.compile("numpy", z, t, g, free=b)


def binary_cross_entropy(logits, targets, dy):
    line = binary_cross_entropy_line()
    flat = line(logits.ravel(), targets.ravel(), dy)
    return {"dlogits": flat.reshape(logits.shape)}


COLUMNS = {  # row of LAYERS -> column(**inputs) -> gradients by name
    "sigmoid": lambda x, dy: {"dx": sigmoid_line()(x, dy)},
    "tanh": lambda x, dy: {"dx": tanh_line()(x, dy)},
    "softplus": lambda x, dy: {"dx": softplus_line()(x, dy)},
    "binary_cross_entropy": binary_cross_entropy,
}
each_derived = pytest.mark.parametrize("name", COLUMNS)


@each_derived
def test_four_judges_agree(name, rng):
    layer = LAYERS[name]
    columns = columns_of(name, layer.backward) | {"derivation": COLUMNS[name]}
    agreement = check.agree(columns, draw_for(layer), rng=rng, trials=5)
    assert set(agreement.bounds) == {"derivation", "layer", "autograd", "differences"}
    assert agreement.bounds["derivation"] == 1e-12
    assert len(agreement.refused["derivation"]) == 5


@each_derived
def test_the_derivation_alone_refuses_plausible_mistakes(name, rng):
    layer = LAYERS[name]
    assert layer.mutants
    for wrong in layer.mutants.values():
        columns = {
            "derivation": COLUMNS[name],
            "layer": check.by_hand(layer.forward, wrong, layer.wrt),
        }
        with pytest.raises(check.GradientError):
            check.agree(columns, draw_for(layer), rng=rng)


@pytest.mark.parametrize(
    "line",
    [sigmoid_line, tanh_line, softplus_line, binary_cross_entropy_line],
)
def test_lines_take_float32(line, rng):
    x, t, g = rng.uniform(size=(3, 4)).astype(np.float32)
    given = (x, t, g[0]) if line is binary_cross_entropy_line else (x, g)
    assert line()(*given).dtype == np.float32
