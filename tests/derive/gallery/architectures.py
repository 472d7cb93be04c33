"""Convolution, recurrence and attention."""

from gradbook.derive import (
    Derivation,
    Ne,
    Piecewise,
    Sum,
    d,
    delta,
    dims,
    elementwise,
    exp,
    index,
    sqrt,
    tensor,
    var,
)

from . import case

phi, dphi = elementwise("phi", r"\varphi")
H, P = dims("H P")
r, s, q, o = index("r s q o", H)
u = index("u", P)
A, h = tensor("A", H, H), tensor("h", H)


@case
def convolution_bilinear():
    T, K, N = dims("T K N")
    t, k, l = index("t", T), index("k", K), index("l", K)
    m, n = index("m n", N)
    C, x, w, g = tensor("C", T, K, N), tensor("x", N), tensor("w", K), tensor("g", T)
    D = Derivation("convolution-input", "as a contraction")
    y = D.let("y", t, Sum((k, m), C[t, k, m] * w[k] * x[m]))
    L = D.let("L", (), Sum(t, g[t] * y[t]))
    D.start(d(L, x[n])).eq(Sum((t, k), C[t, k, n] * g[t] * w[k]), "linear in x")
    E = D.branch("convolution-kernel", "kernel")
    E.start(d(L, w[l])).eq(Sum((t, m), C[t, l, m] * g[t] * x[m]), "linear in w")
    return D, E


@case
def convolution_by_position():
    T, K = dims("T K")
    t, k, l = index("t", T), index("k", K), index("l", K)
    n = index("n", T + K - 1)
    x, w, g = tensor("x", T + K - 1), tensor("w", K), tensor("g", T)
    D = Derivation("convolution-positions", "kernel")
    y = D.let("y", t, Sum(k, x[t + k - 1] * w[k]))
    L = D.let("L", (), Sum(t, g[t] * y[t]))
    D.start(d(L, w[l])).eq(Sum(t, g[t] * x[t + l - 1]), "kernel entry l")
    E = D.branch("convolution-positions-input", "input")
    E.start(d(L, x[n])).eq(Sum((t, k), delta(t + k - 1, n) * g[t] * w[k]), "uses of x")
    return D, E


@case(badge="proved for this shape")
def convolution_given_size():
    t, k = index("t", 5), index("k", 3)
    x, w, g = tensor("x", 7), tensor("w", 3), tensor("g", 5)
    D = Derivation("convolution-flipped", "full correlation with the flipped kernel")
    L = D.let("L", (), Sum((t, k), g[t] * x[t + k - 1] * w[k]))
    return D.start(d(L, x[4])).eq(g[4] * w[1] + g[3] * w[2] + g[2] * w[3], "flipped")


@case
def max_pooling():
    a, b = var("a"), var("b")
    D = Derivation("max-pooling", "no tie", where=[Ne(a, b)])
    return D.start(d(Piecewise((a, a > b), (b, True)), a)).eq(
        Piecewise((1, a > b), (0, True)), "the winner takes the gradient"
    )


@case
def recurrent_jacobian():
    U, x = tensor("U", H, P), tensor("x", P)
    D = Derivation("recurrent-jacobian", "one step")
    pre = D.let("alpha", r, Sum(s, A[r, s] * h[s]) + Sum(u, U[r, u] * x[u]))
    new = D.let("after", r, phi(pre[r]))
    return D.start(d(new[r], h[q])).eq(dphi(pre[r]) * A[r, q], "chain rule")


@case
def three_steps_through_time():
    D = Derivation("through-time", "product of Jacobians")
    a1 = D.let("a1", r, Sum(s, A[r, s] * h[s]))
    a2 = D.let("a2", r, Sum(s, A[r, s] * phi(a1[s])))
    a3 = D.let("a3", r, Sum(s, A[r, s] * phi(a2[s])))
    D.start(d(phi(a3[r]), h[o]))
    path = dphi(a3[r]) * A[r, s] * dphi(a2[s]) * A[s, q] * dphi(a1[q]) * A[q, o]
    return D.eq(Sum((s, q), path), "chain rule, three times")


@case
def lstm_cell():
    c, f, i, g = (tensor(name, H) for name in ("c", "f", "i", "g"))
    D = Derivation("lstm-cell", "the direct path")
    new = D.let("after", r, f[r] * c[r] + i[r] * g[r])
    return D.start(d(new[r], c[s])).eq(f[r] * delta(r, s), "gates held")


@case
def attention():
    N, M, K, E = dims("N M K E")
    a, b = index("a b", N)
    c, e, f = index("c e f", M)
    u, v = index("u v", K)
    m, o = index("m o", E)
    Q, Ks = tensor("Q", N, K), tensor("Ks", M, K)
    V, G = tensor("V", M, E), tensor("G", N, E)
    D = Derivation("attention-values", "values")
    S = D.let("S", (a, c), Sum(u, Q[a, u] * Ks[c, u]) / sqrt(K))
    W = D.let("W", (a, c), exp(S[a, c]) / Sum(e, exp(S[a, e])))
    L = D.let("L", (), Sum((a, c, m), G[a, m] * W[a, c] * V[c, m]))
    dW = D.let("dW", (a, c), Sum(m, G[a, m] * V[c, m]))
    dS = D.let("dS", (a, c), W[a, c] * (dW[a, c] - Sum(e, W[a, e] * dW[a, e])))
    D.start(d(L, V[f, o])).eq(Sum(a, W[a, f] * G[a, o]), "linear in V")
    Dq, Dk = D.branch("attention-queries", "Q"), D.branch("attention-keys", "K")
    Dq.start(d(L, Q[b, v])).eq(Sum(c, dS[b, c] * Ks[c, v]) / sqrt(K), "softmax rows")
    Dk.start(d(L, Ks[f, v])).eq(Sum(a, dS[a, f] * Q[a, v]) / sqrt(K), "softmax rows")
    return D, Dq, Dk


@case
def softmax_row_pullback():
    N, M = dims("N M")
    a, b, c, e, f = *index("a b", N), *index("c e f", M)
    S, R = tensor("S", N, M), tensor("R", N, M)
    D = Derivation("softmax-rows-pullback", "row by row")
    W = D.let("W", (a, c), exp(S[a, c]) / Sum(e, exp(S[a, e])))
    D.start(d(Sum((a, c), R[a, c] * W[a, c]), S[b, f]))
    return D.eq(W[b, f] * (R[b, f] - Sum(e, W[b, e] * R[b, e])), "softmax Jacobian")


@case
def attention_scale():
    K = dims("K")
    u, v = index("u v", K)
    D = Derivation("attention-scale", "variance of a score")
    return D.start(Sum((u, v), delta(u, v) ** 2) / sqrt(K) ** 2).eq(1, "K equal terms")
