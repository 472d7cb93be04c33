"""Columns whose gradients are compiled from derivations, one line for each gradient.

A derivation is made when its column is first called: each line is judged then.
"""

from functools import cache, partial

import numpy as np

from gradbook.derive import (
    Derivation,
    Sum,
    d,
    dims,
    elementwise,
    exp,
    index,
    log,
    tensor,
    var,
)

N, D, M, K, V = dims("N D M K V")
a, b = index("a b", N)
u, w = index("u w", D)
r, s = index("r s", M)
i, j, k = index("i j k", K)
v, t = index("v t", V)
z, q, G = tensor("z", N, K), tensor("q", N, K, low=0), tensor("G", N, K)
T, epsilon, g = var("T", 0), var("epsilon", 0, 1), var("g")
rows = tensor("rows", N)
X, W, B, dY = tensor("X", N, D), tensor("W", D, M), tensor("B", M), tensor("dY", N, M)
phi, dphi = elementwise("phi", r"\varphi")


def softmax_page(name, T=1):
    page = Derivation(name, name)
    p = page.let("p", (a, i), exp(z[a, i] / T) / Sum(k, exp(z[a, k] / T)))
    return page, p


@cache
def softmax_line():
    page, p = softmax_page("judge-softmax", T)
    page.start(d(Sum((a, i), G[a, i] * p[a, i]), z[b, j]))
    page.eq(p[b, j] * (G[b, j] - Sum(i, G[b, i] * p[b, i])) / T, "softmax Jacobian")
    return page.compile("numpy", z, G, T, free=(b, j))


@cache
def log_softmax_line():
    page, p = softmax_page("judge-log-softmax")
    page.start(d(Sum((a, i), G[a, i] * log(p[a, i])), z[b, j]))
    page.eq(G[b, j] - p[b, j] * Sum(i, G[b, i]), "log derivative")
    return page.compile("numpy", z, G, free=(b, j))


@cache
def logsumexp_line():
    page, p = softmax_page("judge-log-sum-exp")
    page.start(d(Sum(a, rows[a] * log(Sum(k, exp(z[a, k])))), z[b, j]))
    page.eq(rows[b] * p[b, j], "chain rule")
    return page.compile("numpy", z, rows, free=(b, j))


@cache
def cross_entropy_line():
    """Each row has its own gradient from above; a mean gives every row g / N."""
    page, p = softmax_page("judge-cross-entropy", T)
    y = page.let("y", (a, i), (1 - epsilon) * q[a, i] + epsilon / K)
    page.start(d(-Sum((a, i), rows[a] * y[a, i] * log(p[a, i])), z[b, j]))
    page.eq(rows[b] * (p[b, j] * Sum(i, y[b, i]) - y[b, j]) / T, "softmax Jacobian")
    return page.compile("numpy", z, q, rows, T, epsilon, free=(b, j))


@cache
def affine_lines():
    """dX, dW and dB of Y = X W + B."""
    lines = []
    for by, value, free in (
        (X[b, w], Sum(r, dY[b, r] * W[w, r]), (b, w)),
        (W[w, s], Sum(a, X[a, w] * dY[a, s]), (w, s)),
        (B[s], Sum(a, dY[a, s]), (s,)),
    ):
        page = Derivation(f"judge-affine-{by.base.name.lower()}", "affine")
        Y = page.let("Y", (a, r), Sum(u, X[a, u] * W[u, r]) + B[r])
        page.start(d(Sum((a, r), dY[a, r] * Y[a, r]), by)).eq(value, "contract")
        lines.append(page.compile("numpy", X, W, dY, free=free))
    return lines


@cache
def embedding_line():
    """Looking up is a product with one-hot rows O."""
    O, E = tensor("O", N, V), tensor("E", V, D)
    H = tensor("H", N, D)
    page = Derivation("judge-embedding", "embedding")
    Y = page.let("Y", (a, u), Sum(v, O[a, v] * E[v, u]))
    page.start(d(Sum((a, u), H[a, u] * Y[a, u]), E[t, w]))
    page.eq(Sum(a, O[a, t] * H[a, w]), "contract")
    return page.compile("numpy", O, H, free=(t, w))


@cache
def delta_line():
    """One layer back: from dL/dz of the next layer to dL/dz of this one."""
    Z, U, c, E = tensor("Z", N, M), tensor("U", M, K), tensor("c", K), tensor("E", N, K)
    page = Derivation("judge-delta", "delta recursion")
    after = page.let("after", (a, i), Sum(r, phi(Z[a, r]) * U[r, i]) + c[i])
    page.start(d(Sum((a, i), E[a, i] * after[a, i]), Z[b, s]))
    page.eq(Sum(i, E[b, i] * U[s, i]) * dphi(Z[b, s]), "chain rule")
    return page.compile("numpy", Z, U, E, free=(b, s))


def one_hot(indices, size):
    return (indices.reshape(-1, 1) == np.arange(size)).astype(float)


def softmax(logits, dy, temperature=1.0):
    return {"dlogits": softmax_line()(logits, dy, temperature)}


def log_softmax(logits, dy):
    return {"dlogits": log_softmax_line()(logits, dy)}


def logsumexp(logits, dy):
    return {"dlogits": logsumexp_line()(logits, dy)}


def cross_entropy(logits, targets, dy, temperature=1.0, smoothing=0.0, mean=True):
    if targets.ndim == 1:
        targets = one_hot(targets, logits.shape[1])
    rates = np.full(len(logits), dy / len(logits) if mean else dy)
    line = cross_entropy_line()
    return {"dlogits": line(logits, targets, rates, temperature, smoothing)}


def affine(x, W, b, dy):
    dx, dW, db = (line(x, W, dy) for line in affine_lines())
    return {"dx": dx, "dW": dW, "db": db}


def embedding(indices, table, dy):
    V, D = table.shape
    return {"dtable": embedding_line()(one_hot(indices, V), dy.reshape(-1, D))}


def mlp(x, dy, **params):
    """Three tanh layers, back by the recursion."""
    z, h = {}, {0: x}
    for layer in (1, 2):
        z[layer] = h[layer - 1] @ params[f"W{layer}"] + params[f"b{layer}"]
        h[layer] = np.tanh(z[layer])
    gradients, delta = {}, dy
    for layer in (3, 2, 1):
        W = params[f"W{layer}"]
        dx, dW, db = (line(h[layer - 1], W, delta) for line in affine_lines())
        gradients |= {f"dW{layer}": dW, f"db{layer}": db}
        if layer > 1:
            step = delta_line()
            delta = step(z[layer - 1], W, delta, phi_prime=tanh_slope)
    return gradients | {"dx": dx}


def tanh_slope(z):
    return 1 / np.cosh(z) ** 2


COLUMNS = {  # row of LAYERS -> column(**inputs) -> gradients by name
    "softmax": softmax,
    "softmax: T = 2.5": partial(softmax, temperature=2.5),
    "log_softmax": log_softmax,
    "logsumexp": logsumexp,
    "cross_entropy": cross_entropy,
    "cross_entropy: soft labels": cross_entropy,
    "cross_entropy: smoothing 0.2, T = 1.5": partial(
        cross_entropy, temperature=1.5, smoothing=0.2
    ),
    "cross_entropy: soft, sum, T = 0.7": partial(
        cross_entropy, temperature=0.7, mean=False
    ),
    "cross_entropy: per row": partial(cross_entropy, mean=False),
    "affine": affine,
    "embedding": embedding,
    "mlp": mlp,
}
