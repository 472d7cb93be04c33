"""Softmax, cross-entropy and their relatives, for any number of classes."""

from gradbook.derive import (
    Abs,
    Derivation,
    Eq,
    Max,
    Rational,
    Sum,
    d,
    delta,
    dims,
    exp,
    index,
    log,
    tensor,
    var,
)

from . import case
from .elementwise import sigma, x

K = dims("K")
i, j, k, c = index("i j k c", K)
z, y = tensor("z", K), tensor("y", K, low=0)


def softmax_page(id, where=(), T=1):
    D = Derivation(id, id, where)
    return D, D.let("p", i, exp(z[i] / T) / Sum(k, exp(z[k] / T)))


@case
def softmax_jacobian():
    D, p = softmax_page("softmax-jacobian")
    s = Sum(k, exp(z[k]))
    D.start(d(p[i], z[j]))
    D.eq((delta(i, j) * exp(z[i]) * s - exp(z[i]) * exp(z[j])) / s**2, "quotient rule")
    return D.eq(p[i] * (delta(i, j) - p[j]), "divide")


@case
def softmax_sums():
    D, p = softmax_page("softmax-sum")
    D.start(Sum(i, p[i])).eq(1, "one denominator")
    E, q = softmax_page("softmax-rows")
    E.start(Sum(j, q[i] * (delta(i, j) - q[j]))).eq(0, "rows of the Jacobian")
    return D, E


@case
def cross_entropy_soft():
    D, p = softmax_page("cross-entropy-soft")
    L = D.let("L", (), -Sum(i, y[i] * log(p[i])))
    D.start(d(L, z[j]))
    D.eq(-Sum(i, y[i] / p[i] * d(p[i], z[j])), "chain rule")
    D.eq(-Sum(i, y[i] * (delta(i, j) - p[j])), "softmax Jacobian")
    return D.eq(p[j] * Sum(i, y[i]) - y[j], "only i = j survives")


@case
def cross_entropy_soft_normalized():
    D, p = softmax_page("cross-entropy-distribution", where=[Eq(Sum(i, y[i]), 1)])
    D.start(d(-Sum(i, y[i] * log(p[i])), z[j]))
    return D.eq(p[j] - y[j], "the targets sum to 1")


@case
def cross_entropy_by_intermediate():
    D, p = softmax_page("cross-entropy-chain")
    L = D.let("L", (), -Sum(i, y[i] * log(p[i])))
    D.start(d(L, z[j])).eq(Sum(i, d(L, p[i]) * d(p[i], z[j])), "chain rule")
    return D.eq(p[j] * Sum(i, y[i]) - y[j], "both factors")


@case
def cross_entropy_one_hot():
    D, p = softmax_page("cross-entropy-one-hot")
    D.start(d(-log(p[c]), z[j])).eq(-(delta(c, j) - p[j]), "log derivative")
    return D.eq(p[j] - delta(j, c), "sign")


@case
def label_smoothing():
    e = var("epsilon", 0, 1)
    D, p = softmax_page("label-smoothing")
    q = D.let("q", i, (1 - e) * delta(i, c) + e / K)
    D.start(d(-Sum(i, q[i] * log(p[i])), z[j]))
    D.eq(p[j] * Sum(i, q[i]) - q[j], "cross-entropy")
    return D.eq(p[j] - (1 - e) * delta(j, c) - e / K, "q sums to 1")


@case
def temperature():
    T = var("T", 0)
    D, p = softmax_page("temperature", T=T)
    return D.start(d(p[i], z[j])).eq(p[i] * (delta(i, j) - p[j]) / T, "chain rule")


@case
def log_sum_exp():
    m = var("m")
    D, p = softmax_page("log-sum-exp")
    D.start(d(log(Sum(k, exp(z[k]))), z[j])).eq(p[j], "chain rule")
    E = Derivation("log-sum-exp-shift", "shift")
    E.start(m + log(Sum(k, exp(z[k] - m)))).eq(log(Sum(k, exp(z[k]))), "factor out")
    F, p = softmax_page("softmax-shift")
    F.start(exp(z[i] - m) / Sum(k, exp(z[k] - m))).eq(p[i], "cancel")
    return D, E, F


@case
def hessian():
    D, p = softmax_page("cross-entropy-hessian")
    return D.start(d(d(-log(p[c]), z[j]), z[i])).eq(
        p[i] * (delta(i, j) - p[j]), "softmax Jacobian"
    )


@case
def hessian_is_a_variance():
    v = tensor("v", K)
    D, p = softmax_page("hessian-variance")
    mu = D.let("mu", (), Sum(k, p[k] * v[k]))
    D.start(Sum((i, j), v[i] * p[i] * (delta(i, j) - p[j]) * v[j]))
    D.eq(Sum(i, p[i] * v[i] ** 2) - mu**2, "contract")
    D.eq(Sum(i, p[i] * (v[i] - mu) ** 2), "a variance")
    E = D.branch("hessian-psd", "PSD")
    E.start(0).le(Sum(i, p[i] * (v[i] - mu) ** 2), "a sum of squares")
    return D, E


@case
def binary_cross_entropy():
    t = var("t", 0, 1)
    D = Derivation("bce", "BCE")
    s = D.let("s", (), sigma(x))
    L = D.let("L", (), -t * log(s) - (1 - t) * log(1 - s))
    D.start(d(L, x)).eq(-t * (1 - s) + (1 - t) * s, "chain rule").eq(s - t, "collect")
    E = D.branch("bce-second", "curvature")
    E.start(d(d(L, x), x)).eq(s * (1 - s), "slope of s")
    F = D.branch("bce-stable", "stable form")
    F.start(L).eq(log(1 + exp(-x)) + (1 - t) * x, "logs of s")
    F.eq(Max(x, 0) - x * t + log(1 + exp(-Abs(x))), "cases by sign")
    return D, E, F


@case
def two_classes():
    a, b = var("z1"), var("z2")
    D = Derivation("two-classes", "K = 2 is the sigmoid")
    return D.start(exp(a) / (exp(a) + exp(b))).eq(sigma(a - b), "divide by e^a")


@case(badge="proved for this shape")
def three_classes():
    m, n = index("m n", 3)
    w = tensor("w", 3)
    D = Derivation("three-classes", "given size")
    D.start(Sum(m, w[m] ** 2)).eq(w[1] ** 2 + w[2] ** 2 + w[3] ** 2, "written out")
    return D.eq(Sum(n, w[n] * w[n]) + Rational(0), "renamed")
