"""Normalization, initialization, optimizers, regularizers, shards."""

from sympy import Integral, Symbol

from gradbook.derive import (
    Abs,
    Derivation,
    Max,
    Rational,
    Sum,
    d,
    delta,
    dims,
    elementwise,
    exp,
    index,
    natural,
    oo,
    pi,
    recurrence,
    sign,
    sqrt,
    tensor,
    var,
)

from . import case

n, M = dims("n M")
a, b = index("a b", n)
u, v = index("u v", M)
x, g = tensor("x", n), tensor("g", n)
X, G = tensor("X", n, M), tensor("G", n, M)
eps, gamma, beta = var("epsilon", 0), var("gamma"), var("beta")
decay, slope = var("rho", 0, 1), var("q")
t = natural("t")
i = Symbol("i", integer=True)


@case
def batch_norm():
    D = Derivation("batch-norm-input", "three terms")
    mu = D.let("mu", (), Sum(a, x[a]) / n)
    var_ = D.let("s2", (), Sum(a, (x[a] - mu) ** 2) / n)
    r = D.let("r", (), 1 / sqrt(var_ + eps))
    xh = D.let("x_hat", a, (x[a] - mu) * r)
    L = D.let("L", (), Sum(a, g[a] * (gamma * xh[a] + beta)))
    three = n * g[b] - Sum(a, g[a]) - xh[b] * Sum(a, g[a] * xh[a])
    D.start(d(L, x[b])).eq(gamma * r / n * three, "three paths")
    E = D.branch("batch-norm-scale", "scale")
    E.start(d(L, gamma)).eq(Sum(a, g[a] * xh[a]), "linear in gamma")
    F = D.branch("batch-norm-shift", "shift")
    F.start(d(L, beta)).eq(Sum(a, g[a]), "linear in beta")
    return D, E, F


@case
def layer_norm():
    scale, shift = tensor("gamma", M), tensor("beta", M)
    D = Derivation("layer-norm-input", "row by row")
    mu = D.let("mu", a, Sum(u, X[a, u]) / M)
    var_ = D.let("s2", a, Sum(u, (X[a, u] - mu[a]) ** 2) / M)
    r = D.let("r", a, (var_[a] + eps) ** Rational(-1, 2))
    xh = D.let("x_hat", (a, u), (X[a, u] - mu[a]) * r[a])
    y = scale[u] * xh[a, u] + shift[u]
    L = D.let("L", (), Sum((a, u), G[a, u] * y))
    q = D.let("q", (a, u), G[a, u] * scale[u])
    three = M * q[b, v] - Sum(u, q[b, u]) - xh[b, v] * Sum(u, q[b, u] * xh[b, u])
    D.start(d(L, X[b, v])).eq(r[b] / M * three, "three paths")
    E = D.branch("layer-norm-scale", "scale")
    E.start(d(L, scale[v])).eq(Sum(a, G[a, v] * xh[a, v]), "used n times")
    return D, E


@case
def rms_norm():
    z, h, scale = tensor("z", M), tensor("h", M), tensor("gamma", M)
    D = Derivation("rms-norm", "RMS norm")
    r = D.let("r", (), 1 / sqrt(Sum(u, z[u] ** 2) / M + eps))
    zh = D.let("z_hat", u, z[u] * r)
    L = D.let("L", (), Sum(u, h[u] * scale[u] * zh[u]))
    two = h[v] * scale[v] - zh[v] * Sum(u, h[u] * scale[u] * zh[u]) / M
    return D.start(d(L, z[v])).eq(r * two, "two paths")


@case
def half_the_variance():
    sigma, s = var("sigma", 0), Symbol("s", real=True)
    density = exp(-(s**2) / (2 * sigma**2)) / (sigma * sqrt(2 * pi))
    D = Derivation("relu-second-moment", "E[relu(z)^2]")
    D.start(Integral(Max(0, s) ** 2 * density, (s, -oo, oo)))
    D.eq(Integral(s**2 * density, (s, 0, oo)), "nothing below 0")
    D.eq(Integral(s**2 * density, (s, -oo, oo)) / 2, "symmetry")
    return D.eq(sigma**2 / 2, "half of a Gaussian's variance")


@case
def variance_recursion():
    sw, sx = var("sigma_w", 0), var("sigma_x", 0)
    D = Derivation("xavier", "variance of a sum")
    D.start(Sum((u, v), sw**2 * delta(u, v) * sx**2 * delta(u, v)))
    D.eq(M * sw**2 * sx**2, "independent terms")
    E = Derivation("he", "half survives")
    E.start(M * (2 / M) * (sx**2 / 2)).eq(sx**2, "cancel")
    return D, E


@case
def adam_bias_correction():
    m = recurrence("m", 0, lambda m, n: decay * m + (1 - decay) * slope)
    D = Derivation("adam-bias", "moving average of a constant")
    return D.start(m[t]).induct((1 - decay**t) * slope, "induction on t")


@case
def momentum_velocity():
    velocity = recurrence("v", 0, lambda v, n: decay * v + slope)
    D = Derivation("momentum", "terminal velocity")
    D.start(velocity[t])
    return D.induct(slope * (1 - decay**t) / (1 - decay), "induction on t")


@case
def moving_average_unrolled():
    grads = tensor("g", oo)
    m = recurrence("m", 0, lambda m, n: decay * m + (1 - decay) * grads[n + 1])
    D = Derivation("moving-average", "unrolled")
    claim = (1 - decay) * Sum((i, 1, t), decay ** (t - i) * grads[i])
    return D.start(m[t]).induct(claim, "induction on t")


@case
def dropout():
    p, h = var("p", 0, 1), var("h")
    D = Derivation("dropout-mean", "inverted dropout keeps the mean")
    D.start(p * 0 + (1 - p) * (h / (1 - p))).eq(h, "cancel")
    E = Derivation("dropout-variance", "and adds variance")
    E.start((1 - p) * (h / (1 - p)) ** 2 - h**2).eq(p / (1 - p) * h**2, "collect")
    return D, E


@case
def l1_penalty():
    w, lam = tensor("w", M, nonzero=True), var("lambda_", 0)
    D = Derivation("l1", "L1 away from 0")
    return D.start(d(lam * Sum(u, Abs(w[u])), w[v])).eq(lam * sign(w[v]), "one term")


@case
def equal_shards():
    S, B, P = dims("S B P")
    s, q, k, l = index("s", S), index("q", B), index("k", P), index("l", P)
    Xs, ys, w = tensor("X", S, B, P), tensor("y", S, B), tensor("w", P)
    phi, _ = elementwise("phi")
    D = Derivation("shards", "mean of shard gradients")
    loss = D.let("loss", (s, q), phi(Sum(k, Xs[s, q, k] * w[k]) - ys[s, q]))
    D.start(d(Sum((s, q), loss[s, q]) / (S * B), w[l]))
    return D.eq(Sum(s, d(Sum(q, loss[s, q]) / B, w[l])) / S, "split the sum")
