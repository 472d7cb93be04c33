"""Affine layers, multilayer perceptrons, and regression, for all shapes."""

from gradbook.derive import (
    Derivation,
    Entry,
    Identity,
    Ones,
    Rational,
    Sum,
    d,
    delta,
    dims,
    elementwise,
    exp,
    hadamard,
    index,
    log,
    tensor,
    var,
)

from . import case

n, D_, M, Q = dims("n D M Q")
a, b = index("a b", n)
u, v, w = index("u v w", D_)
r, s, t = index("r s t", M)
f, g, h = index("f g h", Q)
X, W, B = tensor("X", n, D_), tensor("W", D_, M), tensor("B", M)
V, G, T = tensor("V", M, Q), tensor("G", n, Q), tensor("T", n, Q)
Delta = tensor("Delta", n, M)
weights, targets = tensor("omega", D_), tensor("tau", n)
phi, dphi = elementwise("phi", r"\varphi")
lam, eta = var("lambda_", 0), var("eta", 0)


def affine(id):
    D = Derivation(id, id)
    Y = D.let("Y", (a, r), Sum(u, X[a, u] * W[u, r]) + B[r])
    return D, Y, D.let("L", (), Sum((a, r), Delta[a, r] * Y[a, r]))


@case
def affine_weights():
    D, Y, L = affine("affine-weights")
    D.start(d(L, W[v, t]))
    D.eq(Sum((a, r), Delta[a, r] * d(Y[a, r], W[v, t])), "chain rule")
    D.eq(Sum((a, r), Delta[a, r] * X[a, v] * delta(r, t)), "column t alone")
    D.eq(Sum(a, X[a, v] * Delta[a, t]), "contract")
    return D.eq(Entry(X.m.T * Delta.m, v, t), "matrix notation")


@case
def affine_inputs_and_bias():
    D, _, L = affine("affine-inputs")
    D.start(d(L, X[b, v])).eq(Entry(Delta.m * W.m.T, b, v), "matrix notation")
    E, _, L = affine("affine-bias")
    E.start(d(L, B[t])).eq(Sum(a, Delta[a, t]), "used n times")
    E.eq(Entry(Ones(1, n) * Delta.m, 1, t), "matrix notation")
    return D, E


@case
def affine_by_direction():
    e, H = var("epsilon"), tensor("H", D_, M)
    D = Derivation("affine-direction", "directional derivative")
    Y = D.let("Y", (a, r), Sum(u, X[a, u] * (W[u, r] + e * H[u, r])) + B[r])
    D.start(d(Sum((a, r), Delta[a, r] * Y[a, r]), e))
    return D.eq(Sum((u, r), Entry(X.m.T * Delta.m, u, r) * H[u, r]), "adjoint")


def perceptron(id):
    D = Derivation(id, id)
    Z = D.let("Z", (a, r), Sum(u, X[a, u] * W[u, r]) + B[r])
    O = D.let("O", (a, f), Sum(r, phi(Z[a, r]) * V[r, f]))
    return D, Z, O


@case
def two_layers():
    D, Z, O = perceptron("two-layers-first")
    L = D.let("L", (), Sum((a, f), G[a, f] * O[a, f]))
    dZ = D.let("dZ", (a, r), Sum(f, G[a, f] * V[r, f]) * dphi(Z[a, r]))
    D.start(d(L, W[v, t])).eq(Sum(a, X[a, v] * dZ[a, t]), "first weights")
    E = D.branch("two-layers-second", "second weights")
    E.start(d(L, V[t, g])).eq(Sum(a, phi(Z[a, t]) * G[a, g]), "second weights")
    F = D.branch("two-layers-input", "inputs")
    F.start(d(L, X[b, v])).eq(Sum(s, dZ[b, s] * W[v, s]), "inputs")
    return D, E, F


@case
def two_layers_with_cross_entropy():
    D, Z, O = perceptron("classifier-second")
    P = D.let("P", (a, f), exp(O[a, f]) / Sum(h, exp(O[a, h])))
    L = D.let("L", (), -Sum((a, f), T[a, f] * log(P[a, f])) / n)
    E = D.let("E", (a, f), (P[a, f] * Sum(h, T[a, h]) - T[a, f]) / n)
    D.start(d(L, V[t, g])).eq(Sum(a, phi(Z[a, t]) * E[a, g]), "second weights")
    F = D.branch("classifier-first", "first weights")
    F.start(d(L, W[v, t]))
    F.eq(Sum(a, X[a, v] * dphi(Z[a, t]) * Sum(f, E[a, f] * V[t, f])), "first weights")
    return D, F


@case
def delta_recursion():
    z, U, c, e = tensor("z", M), tensor("U", Q, M), tensor("c", Q), tensor("e", Q)
    D = Derivation("delta-recursion", "one layer back")
    after = D.let("after", f, Sum(r, U[f, r] * phi(z[r])) + c[f])
    D.start(d(Sum(f, e[f] * after[f]), z[s]))
    D.eq(Sum(f, e[f] * U[f, s]) * dphi(z[s]), "chain rule")
    return D.eq(Entry(hadamard(U.m.T * e.m, z.m.applyfunc(dphi)), s), "matrix")


@case
def squared_error_with_l2():
    D = Derivation("squared-error", "MSE and L2")
    error = Sum(u, X[a, u] * weights[u]) - targets[a]
    L = D.let("L", (), Sum(a, error**2) / n + lam * Sum(u, weights[u] ** 2))
    D.start(d(L, weights[v]))
    D.eq(2 / n * Sum(a, error * X[a, v]) + 2 * lam * weights[v], "chain rule")
    matrix = 2 / n * X.m.T * (X.m * weights.m - targets.m) + 2 * lam * weights.m
    return D.eq(Entry(matrix, v), "matrix notation")


@case
def weight_decay():
    slope = tensor("slope", D_)
    D = Derivation("weight-decay", "shrink")
    penalty = lam / 2 * Sum(u, weights[u] ** 2)
    D.start(weights[v] - eta * (slope[v] + d(penalty, weights[v])))
    return D.eq((1 - eta * lam) * weights[v] - eta * slope[v], "collect")


@case
def ridge():
    D = Derivation("ridge", "normal equations")
    error = Sum(u, X[a, u] * weights[u]) - targets[a]
    L = D.let("L", (), Sum(a, error**2) / n + lam * Sum(u, weights[u] ** 2))
    matrix = (X.m.T * X.m + n * lam * Identity(D_)) * weights.m - X.m.T * targets.m
    return D.start(d(L, weights[v]) * n / 2).eq(Entry(matrix, v), "matrix notation")


@case
def residual():
    A, x = tensor("A", D_, D_), tensor("x", D_)
    D = Derivation("residual", "I + J")
    inner = D.let("z", u, Sum(v, A[u, v] * x[v]))
    y = D.let("y", u, x[u] + phi(inner[u]))
    D.start(d(y[u], x[w]))
    return D.eq(delta(u, w) + dphi(inner[u]) * A[u, w], "sum of two paths")


@case
def early_stopping():
    t, li = var("t", integer=True, nonnegative=True), var("lambda_i", 0)
    best = var("w_best")

    def after(t):
        return (1 - (1 - eta * li) ** t) * best

    D = Derivation("early-stopping", "gradient descent on a quadratic")
    D.start(after(t) - eta * li * (after(t) - best)).eq(after(t + 1), "one step more")
    E = Derivation("early-stopping-ridge", "ridge shrinks")
    E.start(li / (li + lam)).eq(1 - lam / (li + lam), "subtract from 1")
    return D, E


@case
def convergence_rate():
    L, mu = var("L", 0), var("mu", 0)
    D = Derivation("rate", "slowest direction")
    kappa, step = D.let("kappa", (), L / mu), D.let("eta", (), 2 / (L + mu))
    D.start(1 - step * mu).eq((kappa - 1) / (kappa + 1), "divide by mu")
    E = D.branch("rate-fast", "fastest direction")
    E.start(step * L - 1).eq((kappa - 1) / (kappa + 1), "divide by mu")
    return D, E


@case
def half_square():
    q = var("q")
    D = Derivation("half-square", "why the half")
    return D.start(d(Rational(1, 2) * q**2, q)).eq(q, "power rule")
