"""Lines about whole networks: perceptrons, regression, softmax, attention."""

import torch
from torch.nn import functional as F

from gradbook.derive.language import Entry, Sum, delta, exp, hadamard, sqrt, tensor
from tests.derive.compiled_lines import (
    A,
    B,
    D,
    G,
    K,
    Ks,
    Line,
    M,
    N,
    Q,
    V,
    X,
    Y,
    a,
    b,
    c,
    define,
    dphi,
    e,
    i,
    j,
    k,
    lam,
    o,
    phi,
    smooth,
    u,
    v,
)


def attention():
    S, P, dP, dS = (tensor(name, N, M) for name in ("S", "P", "dP", "dS"))
    known = (
        define(S, (a, c), Sum(u, Q[a, u] * Ks[c, u]) / sqrt(D)),
        define(P, (a, c), exp(S[a, c]) / Sum(e, exp(S[a, e]))),
        define(dP, (a, c), Sum(o, G[a, o] * V[c, o])),
        define(dS, (a, c), P[a, c] * (dP[a, c] - Sum(e, P[a, e] * dP[a, e]))),
    )

    def loss(q, k, v, g):
        return (g * F.scaled_dot_product_attention(q, k, v)).sum()

    def line(expression, free, by):
        return Line(expression, known, (Q, Ks, V, G), free, loss, by)

    return {
        "attention dQ": line(Sum(c, dS[b, c] * Ks[c, v]) / sqrt(D), (b, v), 0),
        "attention dK": line(Sum(a, dS[a, e] * Q[a, v]) / sqrt(D), (e, v), 1),
        "attention dV": line(Sum(a, P[a, e] * G[a, o]), (e, o), 2),
    }


def perceptron():
    Z, dH = tensor("Z", N, M), tensor("dH", N, M)
    known = (
        define(Z, (a, c), Sum(u, X[a, u] * A[u, c])),
        define(dH, (a, c), Sum(o, G[a, o] * B[c, o])),
    )
    by_matrix = X.m.T * hadamard(G.m * B.m.T, Z.m.applyfunc(dphi))

    def loss(x, a, b, g):
        return (g * (smooth(x @ a) @ b)).sum()

    def line(expression, free, by):
        return Line(expression, known, (X, A, B, G), free, loss, by)

    inner = Sum(c, dphi(Z[b, c]) * dH[b, c] * A[v, c])
    return {
        "mlp dA": line(Sum(a, X[a, v] * dphi(Z[a, e]) * dH[a, e]), (v, e), 1),
        "mlp dA, axes swapped": line(Entry(by_matrix, v, e), (e, v), 1),
        "mlp dB": line(Sum(a, phi(Z[a, e]) * G[a, o]), (e, o), 2),
        "mlp dX": line(inner, (b, v), 0),
    }


def linear():
    def loss(x, a, y):
        return (y * (x @ a)).sum()

    def line(expression, free, by):
        return Line(expression, (), (X, A, Y), free, loss, by)

    return {
        "dW": line(Entry(X.m.T * Y.m, v, e), (v, e), 1),
        "dW by a delta": line(
            Sum((a, c), Y[a, c] * X[a, v] * delta(c, e)), (v, e), 1
        ),
        "dX": line(Entry(Y.m * A.m.T, b, v), (b, v), 0),
    }  # fmt: skip


def regression():
    w, y = tensor("w", D), tensor("y", N)
    matrix = 2 / N * X.m.T * (X.m * w.m - y.m) + 2 * lam * w.m
    indexed = 2 / N * Sum(a, (Sum(u, X[a, u] * w[u]) - y[a]) * X[a, v]) + 2 * lam * w[v]

    def loss(x, w, y, lam):
        return ((x @ w - y) ** 2).mean() + lam * (w**2).sum()

    return {
        "mse": Line(Entry(matrix, v), (), (X, w, y, lam), (v,), loss, 1),
        "mse by indices": Line(indexed, (), (X, w, y, lam), (v,), loss, 1),
    }


def softmax():
    z, y, p = tensor("z", K), tensor("y", K), tensor("p", K)
    known = (define(p, (i,), exp(z[i]) / Sum(k, exp(z[k]))),)

    def loss(z, y):
        return -(y * torch.log_softmax(z, 0)).sum()

    def line(expression):
        return Line(expression, known, (z, y), (j,), loss, 0)

    return {
        "cross-entropy": line(p[j] * Sum(i, y[i]) - y[j]),
        "cross-entropy by Jacobian": line(-Sum(i, y[i] * (delta(i, j) - p[j]))),
        "cross-entropy by ratio": line(
            -Sum(i, y[i] / p[i] * (p[i] * (delta(i, j) - p[j])))
        ),
    }  # fmt: skip


LINES = {**attention(), **perceptron(), **linear(), **regression(), **softmax()}
