"""Golden LaTeX and plain text, each looked at as the website sets it."""

from pathlib import Path

import pytest
import sympy

from gradbook.derive import language
from gradbook.derive.display import tex, text
from gradbook.derive.language import dims, elementwise, index, tensor, var

WORDS = {name: getattr(language, name) for name in language.__all__}
WORDS |= {"Integral": sympy.Integral, "PlainSum": sympy.Sum, "oo": sympy.oo}


def declare(names, make):
    """Name objects once, under the name they print."""
    WORDS.update({name: make(name) for name in names.split()})


declare("x s u L r eta mu gamma kappa z1 eta_max v", var)
declare("epsilon T lambda_", lambda name: var(name, 0))
declare("beta", lambda name: var(name, 0, 1))
declare("K n D M", dims)
for letters, size in (("i j k", "K"), ("a b", "n"), ("q w", "D"), ("f t", "M")):
    declare(letters, lambda name, size=size: index(name, WORDS[size]))
for names, sizes in (
    ("z y p c", "K"), ("g x_hat target long", "n"), ("X Z1", "n D"),
    ("dZ Delta", "n M"),
    ("W B", "D M"), ("omega", "D"), ("bias", "M"),
):  # fmt: skip
    declare(names, lambda name, s=sizes: tensor(name, *(WORDS[n] for n in s.split())))
WORDS["t1"], WORDS["t2"] = index("t1 t2", WORDS["n"])
WORDS["phi"], WORDS["dphi"] = elementwise("phi")
WORDS["steps"] = sympy.Symbol("steps", integer=True, positive=True)
WORDS["m"] = sympy.Symbol("m", integer=True)

FILE = Path(__file__).with_name("golden_formulas.txt")
GOLDEN = [block.split("\n") for block in FILE.read_text().strip().split("\n\n")]


@pytest.mark.parametrize(
    ("typed", "latex", "plain"), GOLDEN, ids=[g[0] for g in GOLDEN]
)
def test_formula(typed, latex, plain):
    e = eval(typed, {}, WORDS)
    assert tex(e) == latex
    assert text(e) == plain


@pytest.mark.parametrize(
    "typed",
    [
        "exp(-x)/(1 + exp(-x))**2",
        "s + beta*x*s*(1 - s)",
        "(1 + erf(x/sqrt(2)))/2 + x*exp(-x**2/2)/sqrt(2*pi)",
        "-Sum(i, y[i]/p[i]*d(p[i], z[j]))",
        "p[j]*Sum(i, y[i]) - y[j]",
        "(1 - epsilon)*delta(i, j) + epsilon/K",
        "Sum((i, j), p[i]*z[i]*z[j])**2/K",
        "Piecewise((x, x > 0), (beta*(exp(x) - 1), True))",
        "x**(-beta)/(s*u) - (kappa - 1)/(kappa + 1)",
        "gamma*r/n*(n*g[b] - Sum(a, g[a]) - x_hat[b]*Sum(a, g[a]*x_hat[a]))",
    ],
)
def test_plain_text_is_what_one_types(typed):
    assert text(eval(typed, {}, WORDS)) == typed


def test_decimals_keep_their_value():
    x, rational = WORDS["x"], sympy.Rational
    assert tex(-rational(44715, 10**6)) == "-0.044715"
    assert tex(rational(1, 128) * x) == "0.0078125 x"
    assert tex(rational(22, 7)) == r"\frac{22}{7}"
