"""Lines about single layers: norms, convolution, a cell, activations."""

import torch
from torch.nn import functional as F

from gradbook.derive.language import (
    Piecewise,
    Rational,
    Sum,
    delta,
    erf,
    exp,
    index,
    pi,
    sqrt,
    tanh,
    tensor,
    var,
)
from tests.derive.compiled_lines import (
    D,
    K,
    Line,
    N,
    T,
    W,
    X,
    a,
    b,
    define,
    eps,
    gamma,
    i,
    j,
    u,
    v,
    x,
)


def row_loss(x, q, eps):
    return (q * F.layer_norm(x, x.shape[1:], eps=float(eps))).sum()


def norms():
    x, g, x_hat = tensor("x", N), tensor("g", N), tensor("x_hat", N)
    mu, v, r = var("mu"), var("v"), var("r")
    known = (
        define(mu, (), Sum(a, x[a]) / N),
        define(v, (), Sum(a, (x[a] - mu) ** 2) / N),
        define(r, (), 1 / sqrt(v + eps)),
        define(x_hat, (a,), (x[a] - mu) * r),
    )
    line = gamma * r / N * (
        N * g[b] - Sum(a, g[a]) - x_hat[b] * Sum(a, g[a] * x_hat[a])
    )  # fmt: skip

    def loss(x, g, gamma, eps):
        return (g * F.layer_norm(x, x.shape, eps=float(eps)) * gamma).sum()

    known_rows, rows, q = layer_norm()
    return {
        "batch norm": Line(line, known, (x, g, gamma, eps), (b,), loss, 0),
        "layer norm": Line(
            rows, known_rows, (X, q, eps), (b, u),
            row_loss, 0,
        ),
    }  # fmt: skip


def layer_norm():
    q, h = tensor("q", N, D), tensor("h", N, D)
    mu, s2, r = (tensor(name, N) for name in ("mu", "s2", "r"))
    known = (
        define(mu, (a,), Sum(u, X[a, u]) / D),
        define(s2, (a,), Sum(u, (X[a, u] - mu[a]) ** 2) / D),
        define(r, (a,), (s2[a] + eps) ** Rational(-1, 2)),
        define(h, (a, u), (X[a, u] - mu[a]) * r[a]),
    )
    inner = D * q[b, u] - Sum(v, q[b, v]) - h[b, u] * Sum(v, q[b, v] * h[b, v])
    return known, r[b] / D * inner, q


def convolution():
    t, w, n = index("t", T), index("w", W), index("n", N)
    x, f, g = tensor("x", N), tensor("f", W), tensor("g", T)

    def loss(x, f, g):
        return (g * F.conv1d(x[None, None], f[None, None])[0, 0]).sum()

    parameters = (x, f, g)
    dx = Sum((t, w), delta(t + w - 1, n) * g[t] * f[w])
    return {
        "conv df": Line(
            Sum(t, g[t] * x[t + w - 1]), (), parameters, (w,), loss, 1
        ),
        "conv dx": Line(dx, (), parameters, (n,), loss, 0),
    }  # fmt: skip


def cell():
    f, c0, s, h = (tensor(name, K) for name in ("f", "c", "i", "g"))

    def loss(f, c, s, h):
        return (f * c + s * h).sum()

    return {
        "lstm dc": Line(Sum(i, f[i] * delta(i, j)), (), (f, c0, s, h), (j,), loss, 1),
        "lstm df": Line(c0[j], (), (f, c0, s, h), (j,), loss, 0),
        "constant": Line(Sum(i, delta(i, j)), (), (f,), (j,), lambda f: f.sum(), 0),
    }


def line(expression, loss, definitions=(), parameters=(x,)):
    """A formula of scalars."""
    return Line(expression, definitions, parameters, (), loss, 0)


def activations():
    s, t = var("s"), var("t")
    inside = sqrt(2 / pi) * (x + Rational(44715, 10**6) * x**3)
    slope = sqrt(2 / pi) * (1 + 3 * Rational(44715, 10**6) * x**2)
    cdf = (1 + erf(x / sqrt(2))) / 2

    return {
        "sigmoid": line(
            s * (1 - s), torch.sigmoid, (define(s, (), 1 / (1 + exp(-x))),)
        ),
        "gelu": line(cdf + x * exp(-(x**2) / 2) / sqrt(2 * pi), F.gelu),
        "gelu by tanh": line(
            (1 + tanh(t)) / 2 + x / 2 * (1 - tanh(t) ** 2) * slope,
            lambda x: F.gelu(x, approximate="tanh"), (define(t, (), inside),),
        ),
    }  # fmt: skip


def rectifiers():
    alpha = var("alpha", 0)
    return {
        "relu": line(Piecewise((1, x > 0), (0, True)), torch.relu),
        "leaky relu": line(
            Piecewise((1, x > 0), (alpha, True)),
            lambda x, alpha: torch.where(x > 0, x, alpha * x), (), (x, alpha),
        ),
        "leaky relu, 1/3": line(
            Piecewise((1, x > 0), (Rational(1, 3), True)),
            lambda x: F.leaky_relu(x, 1 / 3),
        ),
    }  # fmt: skip


LINES = {**norms(), **convolution(), **cell(), **activations(), **rectifiers()}
