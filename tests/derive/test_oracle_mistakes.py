"""Thirty correct steps, each with one plausible mistake: accepted, then refused."""

import pytest
from sympy import IndexedBase, Symbol, cos

from gradbook.derive.context import Context, Definition
from gradbook.derive.errors import FalseStep
from gradbook.derive.language import (
    Entry,
    Piecewise,
    Sum,
    d,
    delta,
    dims,
    elementwise,
    erf,
    exp,
    index,
    log,
    pi,
    sqrt,
    tanh,
    tensor,
    var,
)
from gradbook.derive.oracle import test as holds

K, n, D, H, M, S, B, T, k_ = dims("K n d h q S B T k")
i, j, k, l = index("i j k l", K)
a, b, c = index("a b c", n)
u, v = index("u v", D)
r, s, t = index("r s t", H)
f, g = index("f g", M)
z, y, p = tensor("z", K), tensor("y", K), tensor("p", K)
X, W = tensor("X", n, D), tensor("W", D, H)
Y, dY = tensor("Y", n, H), tensor("dY", n, H)
bias, hidden, rec = tensor("b", H), tensor("h", H), tensor("A", H, H)
Q, P, E = tensor("Q", n, n), tensor("P", n, n), tensor("E", n, n)
V, back = tensor("V", M, H), tensor("back", M)
wv, yv, xv, gv, xh = (tensor("w", D), tensor("t", n), tensor("x", n), tensor("g", n),
                      tensor("xh", n))  # fmt: skip
x, xn = var("x"), var("xn", nonzero=True)
target, beta = var("t", 0, 1), var("beta", 0, 1)
lam, eps, gam, eta, alpha = (var(name, 0) for name in ("lambda", "epsilon", "gamma",
                                                       "eta", "alpha"))  # fmt: skip
sg, L, mean, spread, scale = map(var, ("sg", "L", "mean", "spread", "scale"))
phi, dphi = elementwise("phi")


def page(*definitions):
    made = {}
    for symbol, indices, body in definitions:
        made[symbol.name] = Definition(symbol, indices, body)
    return Context(made, ())


softmax = page((p, (i,), exp(z[i]) / Sum(k, exp(z[k]))), (sg, (), 1 / (1 + exp(-x))))
linear = page((Y, (a, r), Sum(u, X[a, u] * W[u, r]) + bias[r]),
              (L, (), Sum((a, r), dY[a, r] * Y[a, r])))  # fmt: skip
square = page((L, (), Sum((a, b, c), E[a, b] * Q[a, c] * P[c, b])))
ridge = page((L, (), Sum(a, (Sum(u, X[a, u] * wv[u]) - yv[a]) ** 2) / n
              + lam * Sum(u, wv[u] ** 2)))  # fmt: skip
norm = page((mean, (), Sum(a, xv[a]) / n),
            (spread, (), Sum(a, (xv[a] - mean) ** 2) / n),
            (scale, (), 1 / sqrt(spread + eps)), (xh, (a,), (xv[a] - mean) * scale),
            (L, (), Sum(a, gv[a] * gam * xh[a])))  # fmt: skip
free = page()
loss = -Sum(i, y[i] * log(p[i]))
bce = -target * log(sg) - (1 - target) * log(1 - sg)
bell = exp(-(x**2) / 2) / sqrt(2 * pi)
cube = x + x**3 / 20
fit = Entry(2 / n * X.m.T * (X.m * wv.m - yv.m), v)
decay = wv[v] - eta * d(lam / 2 * Sum(u, wv[u] ** 2), wv[v])
signal = Sum(f, back[f] * Sum(r, V[f, r] * phi(hidden[r])))
recurrent = Sum(s, rec[r, s] * hidden[s])
time_, past = var("m", 0, integer=True), Symbol("s", integer=True)
series, line = IndexedBase("g", real=True), IndexedBase("x", real=True)
tt, (q, q2) = index("t", T), index("k q", k_)
kernel, out = tensor("w", k_), tensor("g", T)
shard, row, shards = index("s", S), index("a", B), tensor("G", S, B)


def gelu(root):
    return (1 + erf(x / root)) / 2 + x * bell


def tanh_gelu(n):
    return tanh(cube) + x * (1 - tanh(cube) ** 2) * (1 + n * x**2 / 20)


def batch_norm(count, third):
    inner = count * gv[b] - Sum(a, gv[a]) - third * xh[b] * Sum(a, gv[a] * xh[a])
    return gam * scale / n * inner


def ema(last, power):
    return (1 - beta) * Sum((past, 1, last), beta ** (power - past) * series[past])


MISTAKES = {
    "sigmoid: sign": (softmax, d(sg, x), sg * (1 - sg), sg * (1 + sg)),
    "tanh: square": (free, d(tanh(x), x), 1 - tanh(x) ** 2, 1 - tanh(x)),
    "softplus": (softmax, d(log(1 + exp(x)), x), sg, 1 - sg),
    "SiLU": (softmax, d(x * sg, x), sg + x * sg * (1 - sg), sg + sg * (1 - sg)),
    "GELU": (free, d(x * (1 + erf(x / sqrt(2))) / 2, x), gelu(sqrt(2)), gelu(1)),
    "GELU tanh": (free, d(x * tanh(cube), x), tanh_gelu(3), tanh_gelu(1)),
    "leaky ReLU": (free, d(Piecewise((xn, xn > 0), (alpha * xn, True)), xn),
                   Piecewise((1, xn > 0), (alpha, True)),
                   Piecewise((1, xn > 0), (0, True))),
    "softmax: delta": (softmax, d(p[i], z[j]), p[i] * (delta(i, j) - p[j]),
                       p[i] * (1 - p[j])),
    "softmax: p_i^2": (softmax, d(p[i], z[j]), p[i] * (delta(i, j) - p[j]),
                       p[i] * (delta(i, j) - p[i])),
    "CE: sign": (softmax, d(loss, z[j]), p[j] * Sum(i, y[i]) - y[j],
                 y[j] - p[j] * Sum(i, y[i])),
    "CE: sum y = 1": (softmax, d(loss, z[j]), p[j] * Sum(i, y[i]) - y[j], p[j] - y[j]),
    "BCE: 1 - t": (softmax, d(bce, x), sg - target, sg - (1 - target)),
    "LSE shift": (free, lam + log(Sum(k, exp(z[k] - lam))), log(Sum(k, exp(z[k]))),
                  log(Sum(k, exp(z[k]))) + 2 * lam),
    "dW: two sums": (linear, d(L, W[v, s]), Sum(a, X[a, v] * dY[a, s]),
                     Sum(a, X[a, v]) * Sum(a, dY[a, s])),
    "dX: transpose": (square, d(L, Q[b, a]), Entry(E.m * P.m.T, b, a),
                      Entry(E.m * P.m, b, a)),
    "dW: order": (square, d(L, P[b, a]), Entry(Q.m.T * E.m, b, a),
                  Entry(E.m * Q.m.T, b, a)),
    "db: mean": (linear, d(L, bias[s]), Sum(a, dY[a, s]), Sum(a, dY[a, s]) / n),
    "recursion": (free, d(signal, hidden[s]),
                  Sum(f, back[f] * V[f, s]) * dphi(hidden[s]),
                  Sum(f, back[f] * V[f, s]) * phi(hidden[s])),
    "MSE: 2": (ridge, d(L, wv[v]), fit + 2 * lam * wv[v], fit / 2 + 2 * lam * wv[v]),
    "L2: 2": (ridge, d(L, wv[v]), fit + 2 * lam * wv[v], fit + lam * wv[v]),
    "decay": (free, decay, (1 - eta * lam) * wv[v], (1 - eta * lam / 2) * wv[v]),
    "batch norm: third": (norm, d(L, xv[b]), batch_norm(n, 1), batch_norm(n, 0)),
    "batch norm: n - 1": (norm, d(L, xv[b]), batch_norm(n, 1), batch_norm(n - 1, 1)),
    "EMA: exponent": (free, beta * ema(time_, time_) + (1 - beta) * series[time_ + 1],
                      ema(time_ + 1, time_ + 1), ema(time_ + 1, time_)),
    "Adam: t + 1": (free, beta * (1 - beta**time_) * x + (1 - beta) * x,
                    (1 - beta ** (time_ + 1)) * x, (1 - beta**time_) * x),
    "rate": (free, 1 - 2 * eps / (lam + eps), (lam - eps) / (lam + eps),
             (lam + eps) / (lam - eps)),
    "conv: shift": (free, d(Sum(tt, out[tt] * Sum(q, line[tt + q - 1] * kernel[q])),
                            kernel[q2]),
                    Sum(tt, out[tt] * line[tt + q2 - 1]),
                    Sum(tt, out[tt] * line[tt + q2])),
    "RNN: transpose": (free, d(phi(recurrent), hidden[t]), dphi(recurrent) * rec[r, t],
                       dphi(recurrent) * rec[t, r]),
    "schedule": (free, d(cos(pi * x / lam), x), -pi / lam * cos(pi * x / lam - pi / 2),
                 -pi / lam * cos(pi * x / lam)),
    "shards: sum": (free, Sum((shard, row), shards[shard, row]) / (S * B),
                    Sum(shard, Sum(row, shards[shard, row]) / B) / S,
                    Sum(shard, Sum(row, shards[shard, row]) / B)),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_the_step_holds_and_the_mistake_is_refused(name):
    context, left, right, wrong = MISTAKES[name]
    assert holds(left, "=", right, context) >= 12
    with pytest.raises(FalseStep) as refusal:
        holds(left, "=", wrong, context)
    assert refusal.value.left_value != refusal.value.right_value
    assert refusal.value.point
