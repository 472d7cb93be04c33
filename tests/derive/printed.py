"""Everything a reader sees of part of the gallery, printed; run per hash seed."""

import json
import sys
from itertools import count

from gradbook.derive import (
    Derivation,
    DerivationError,
    Max,
    Sum,
    binders,
    d,
    dims,
    elementwise,
    exp,
    index,
    log,
    tensor,
    var,
)

from .gallery import CASES

SHOWN = (
    "sigmoid", "depth_bound", "relu_subgradient", "softmax_jacobian", "three_classes",
    "affine_weights", "moving_average_unrolled", "l1_penalty", "equal_shards",
    "convolution_by_position", "max_pooling", "softmax_row_pullback",
)  # fmt: skip


def shown(name):
    """Text, LaTeX, data and source code of the pages of a case."""
    found = CASES[name]()
    for page in found if isinstance(found, tuple) else (found,):
        yield repr(page)
        yield json.dumps(page._repr_mimebundle_(), sort_keys=False)


def compiled():
    """The source of two lines in both targets."""
    K = dims("K")
    (i, j, k), z, y = index("i j k", K), tensor("z", K), tensor("y", K)
    page = Derivation("softmax", "code")
    p = page.let("p", i, exp(z[i]) / Sum(k, exp(z[k])))
    page.start(d(-Sum(i, y[i] * log(p[i])), z[j])).eq(p[j] * Sum(i, y[i]) - y[j], "p-y")
    for target in ("numpy", "torch"):
        yield page.compile(target, z, y, free=j).source


def refusals():
    """The messages of false steps: points, values, names."""
    x, m, q = var("x"), var("m"), var("q")
    K, n = dims("K n")
    (i, k), a, z = index("i k", K), index("a", n), tensor("z", K)
    X, (phi, _) = tensor("X", n, K), elementwise("phi")
    page = Derivation("refused", "false steps")
    s = page.let("s", (), 1 / (1 + exp(-x)))
    for left, right in [
        (d(Max(x, m, q), x), 1), (d(s, x), s * (1 + s)), (d(phi(x * q), x), phi(x)),
        (log(Sum(k, exp(z[k]))), Sum(k, z[k])), (Sum((a, i), X[a, i]), Sum(a, X[a, i])),
        (x, x + m**2 / 10**9),
    ]:  # fmt: skip
        try:
            yield str(page.start(left).eq(right, "false").steps)
        except DerivationError as error:
            yield str(error)


def main(order):
    """Print everything by name, whatever was judged before."""
    binders._fresh_names = count(7 if order == "forward" else 95)
    names = SHOWN if order == "forward" else SHOWN[::-1]
    said = {name: list(shown(name)) for name in names}
    print(json.dumps({name: said[name] for name in SHOWN}))
    print(json.dumps([*compiled(), *refusals()]))


if __name__ == "__main__":
    main(sys.argv[1])
