"""Scalar activations: slopes, bounds, and what happens on a kink."""

from gradbook.derive import (
    Abs,
    Derivation,
    Max,
    Piecewise,
    Rational,
    cos,
    d,
    erf,
    exp,
    log,
    natural,
    oo,
    pi,
    recurrence,
    sin,
    sqrt,
    tanh,
    tensor,
    var,
)

from . import case

x = var("x")
nonzero_x = var("x", nonzero=True)
HALF = Rational(1, 2)


def sigma(t):
    return 1 / (1 + exp(-t))


@case
def sigmoid():
    D = Derivation("sigmoid", "The slope of the sigmoid")
    s = D.let("s", (), sigma(x))
    D.start(d(s, x))
    D.eq(exp(-x) / (1 + exp(-x)) ** 2, "chain rule")
    D.eq(s * (1 - s), "1 - s = e^-x s")
    return D.le(Rational(1, 4), "the gap is a square", cert=(s - HALF) ** 2)


@case
def depth_bound():
    """A product of L slopes of at most 1/4, whatever they are."""
    a, n = tensor("a", oo, low=0, high=Rational(1, 4)), natural("n")
    P = recurrence("P", 1, lambda P, n: P * a[n + 1])
    D = Derivation("depth-bound", "A product of slopes")
    D.start(P[n])
    return D.induct(Rational(1, 4) ** n, "each factor is below 1/4", relation="<=")


@case
def hyperbolic_tangent():
    D = Derivation("tanh", "The slope of tanh")
    D.start(d(tanh(x), x))
    D.eq(1 - tanh(x) ** 2, "quotient rule")
    D.eq(4 * exp(2 * x) / (exp(2 * x) + 1) ** 2, "in exponentials")
    return D.eq(4 * sigma(2 * x) * (1 - sigma(2 * x)), "tanh x = 2 s(2x) - 1")


@case
def softplus():
    D = Derivation("softplus", "The slope of softplus")
    s = D.let("s", (), sigma(x))
    D.start(d(log(1 + exp(x)), x)).eq(exp(x) / (1 + exp(x)), "chain rule")
    return D.eq(s, "divide by e^x")


@case
def silu():
    D = Derivation("silu", "The slope of SiLU")
    s = D.let("s", (), sigma(x))
    D.start(d(x * s, x)).eq(s + x * s * (1 - s), "product rule")
    return D.eq(s * (1 + x * (1 - s)), "collect")


@case
def swish():
    beta = var("beta", 0)
    D = Derivation("swish", "Swish with a slope")
    s = D.let("s", (), sigma(beta * x))
    return D.start(d(x * s, x)).eq(s + beta * x * s * (1 - s), "product rule")


@case
def gelu_exact():
    Phi = (1 + erf(x / sqrt(2))) / 2
    D = Derivation("gelu", "GELU")
    return D.start(d(x * Phi, x)).eq(
        Phi + x * exp(-(x**2) / 2) / sqrt(2 * pi), "product rule"
    )


@case
def gelu_tanh():
    c, a = sqrt(2 / pi), Rational(44715, 10**6)
    D = Derivation("gelu-tanh", "GELU by tanh")
    u = D.let("u", (), c * (x + a * x**3))
    slope = (1 + tanh(u)) / 2 + x / 2 * (1 - tanh(u) ** 2) * c * (1 + 3 * a * x**2)
    return D.start(d(x * (1 + tanh(u)) / 2, x)).eq(slope, "product and chain rule")


@case
def relu_away_from_zero():
    t = nonzero_x
    D = Derivation("relu", "ReLU where x is not 0")
    return D.start(d(Piecewise((t, t > 0), (0, True)), t)).eq(
        Piecewise((1, t > 0), (0, True)), "branch by branch"
    )


@case
def relu_as_maximum():
    t = nonzero_x
    D = Derivation("relu-max", "ReLU as a maximum")
    return D.start(d(Max(0, t), t)).eq(
        Piecewise((1, t > 0), (0, True)), "branch by branch"
    )


@case
def leaky_relu():
    t, alpha = nonzero_x, var("alpha", 0)
    D = Derivation("leaky-relu", "Leaky ReLU")
    return D.start(d(Piecewise((t, t > 0), (alpha * t, True)), t)).eq(
        Piecewise((1, t > 0), (alpha, True)), "branch by branch"
    )


@case
def elu_also_at_zero():
    D = Derivation("elu", "ELU with alpha = 1 is smooth")
    return D.start(d(Piecewise((x, x > 0), (exp(x) - 1, True)), x)).eq(
        Piecewise((1, x > 0), (exp(x), True)), "both branches have slope 1 at 0"
    )


@case
def relu_subgradient():
    y, g, h = var("y"), var("g", 0), var("h", 0)
    D = Derivation("subgradient", "A line of slope g/(g+h) stays below ReLU")
    gap = Max(y, 0) * h / (g + h) + Max(-y, 0) * g / (g + h)
    return D.start(g * y / (g + h)).le(Max(y, 0), "convexity", cert=gap)


@case
def absolute_value():
    D = Derivation("absolute-value", "A symmetric identity across a kink")
    return D.start(Abs(x)).eq(Max(x, 0) + Max(-x, 0), "both signs")


@case
def cosine_schedule():
    t, T = var("t"), var("T", 0)
    high, low = var("eta_max", 0), var("eta_min", 0)
    D = Derivation("cosine-schedule", "Slope of the cosine schedule")
    return D.start(d(low + (high - low) * (1 + cos(pi * t / T)) / 2, t)).eq(
        -(high - low) * pi / (2 * T) * sin(pi * t / T), "chain rule"
    )
