"""Run as a program, where NumPy and PyTorch are missing: print a page and sources."""

import json
from types import SimpleNamespace

from sympy import Eq

from gradbook.derive.codegen import compile_line
from gradbook.derive.context import PROVED, Context, Definition, Step
from gradbook.derive.display import mimebundle
from gradbook.derive.language import (
    Entry,
    Max,
    Sum,
    d,
    delta,
    dims,
    elementwise,
    exp,
    hadamard,
    index,
    log,
    sqrt,
    tensor,
    var,
)  # fmt: skip

N, M, D = dims("N M D")
a, b = index("a b", N)
c, e = index("c e", M)
u, v = index("u v", D)
X, W, G, C = (
    tensor("X", N, D),
    tensor("W", D, M),
    tensor("G", N, M),
    tensor("C", N, M, D),
)
P, S, w = tensor("P", N, M), tensor("S", N, M), tensor("w", M)
n, m = tensor("n", N), tensor("m", D)
L, beta = var("L"), var("beta", 0, 1)
phi, dphi = elementwise("phi")

CONTEXT = Context(
    {
        "S": Definition(S, (a, c), Sum(u, X[a, u] * W[u, c]) / sqrt(D)),
        "P": Definition(P, (a, c), exp(S[a, c]) / Sum(e, exp(S[a, e]))),
        "L": Definition(L, (), -Sum((a, c), G[a, c] * log(P[a, c])) + beta * Max(0, L)),
    },
    (Eq(Sum(c, G[a, c]), 1),),
)
LINES = [
    (Sum((a, c, u), exp(n[a] + w[c] + m[u])), (n, w, m), ()),
    (P[a, c] * (delta(c, e) - P[a, e]), (X, W), (a, c, e)),
    (Sum((a, c), C[a, c, v] * G[a, c] * w[c] * P[a, c]), (X, W, C, G, w), (v,)),
    (Entry(X.m.T * hadamard(G.m, S.m.applyfunc(dphi)), v, c), (X, W, G), (v, c)),
    (Sum((a, c), delta(a + c - 1, b) * w[c] * G[a, c]), (G, w, X), (b,)),
]

if __name__ == "__main__":
    steps = [Step("=", line, "because $x$", PROVED, 3) for line, _, _ in LINES]
    page = SimpleNamespace(
        id="page", title="Page", context=CONTEXT, start_line=d(L, X[b, v]), steps=steps
    )
    print(json.dumps(mimebundle(page), indent=1))
    for line, arguments, free in LINES:
        for target in ("numpy", "torch"):
            print(compile_line(line, CONTEXT, target, arguments, free).source)
