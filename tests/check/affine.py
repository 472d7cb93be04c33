"""One right family for the table's tests: y = x * scale, three columns, a draw."""

import numpy as np

from gradbook import check


def affine_forward(x, scale):
    return x * scale, (x, scale)


def affine_backward(dy, cache):
    x, scale = cache
    return dy * scale, (dy * x).sum(axis=0)


def derivation(x, scale, dy):
    return {"dx": dy * scale, "dscale": np.einsum("nd,nd->d", dy, x)}


def draw(rng):
    N, D = rng.choice(range(2, 6), size=2, replace=False)
    x, dy = rng.standard_normal((2, N, D))
    return {"x": x, "scale": rng.standard_normal(D), "dy": dy}


def three_columns():
    wrt = ("x", "scale")
    return {
        "derivation": derivation,
        "layer": check.by_hand(affine_forward, affine_backward, wrt),
        "differences": check.differences(affine_forward, wrt),
    }


def altered(change):
    """Return the derivation's column with its dict of gradients changed."""

    def column(**inputs):
        return change(derivation(**inputs))

    return column
