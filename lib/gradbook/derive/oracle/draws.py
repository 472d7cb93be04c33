"""Random values that respect what is known about a symbol.

Values have few decimals, so that a counterexample can be typed in again exactly.
"""

from fractions import Fraction
from random import Random

import sympy as sp

from ..errors import MalformedStep
from ..symbols import Scalar

# Small draws sit near zero, large ones where exp and tanh saturate; "mixed" decides
# anew for every name.
SIZES = {"small": (10, 999), "unit": (100, 2000), "wide": (2000, 9000),
         "large": (9000, 30000)}  # fmt: skip
# Trials come in pairs with opposite signs, so that every name takes both.
STYLES = [style for style in ("unit", "mixed", "small", "large", "unit", "mixed")
          for _ in range(2)]  # fmt: skip


def draw(seed, name, symbol, style):
    """A rational value for a symbol; raises MalformedStep where none is known."""
    rng = Random(f"{seed}|{name}")
    if symbol.is_integer:
        return whole_number(rng, symbol)
    if symbol.is_real is None or symbol.is_zero:
        raise MalformedStep(f"{symbol}: expected a real symbol, made by var or tensor")
    low, high = bounds(symbol)
    if low is not None and high is not None:
        return low + (high - low) * Fraction(fraction(rng, style), 10000)
    if style == "mixed":
        style = rng.choice(("small", "unit", "unit", "wide"))
    size = Fraction(rng.randint(*SIZES[style]), 1000)
    if style == "small":
        size /= 10
    if low is not None:
        return low + size
    if high is not None:
        return high - size
    sign = Random(f"{seed // 2}|sign of {name}").choice((1, -1)) * (-1) ** seed
    return signed(rng, symbol, size, sign)


def fraction(rng, style):
    """How far along an interval, in ten-thousandths; near its ends when small."""
    if style == "small":
        near = rng.randint(1, 99)
        return rng.choice((near, 10000 - near))
    return rng.randint(100, 9900)


def bounds(symbol):
    """The ends of a symbol's open interval as fractions, None where there is none."""
    ends = (symbol.low, symbol.high) if isinstance(symbol, Scalar) else (-sp.oo, sp.oo)
    return tuple(None if end.is_infinite else rational(end) for end in ends)


def rational(end):
    """A number as a fraction, to 20 digits where it is irrational."""
    if end.is_Rational:
        return Fraction(int(end.p), int(end.q))
    return Fraction(str(end.evalf(20)))


def signed(rng, symbol, size, sign):
    """The size with a sign that the symbol's assumptions allow; zero where it may."""
    if symbol.is_nonnegative or symbol.is_nonpositive:
        if symbol.is_nonzero is None and rng.random() < 0.2:
            return Fraction(0)
        return size if symbol.is_nonnegative else -size
    return size * sign


def whole_number(rng, symbol):
    """Sizes are 2 to 4; other integers are small and obey their assumptions."""
    if symbol.is_positive and not isinstance(symbol, Scalar):
        return Fraction(rng.randint(2, 4))
    fitting = [n for n in range(-4, 7) if admits(symbol, sp.Integer(n))]
    if not fitting:
        raise MalformedStep(f"{symbol}: no integer from -4 to 6 is admitted")
    return Fraction(rng.choice(fitting))


def admits(symbol, value):
    """Whether a number satisfies a symbol's interval and assumptions."""
    if isinstance(symbol, Scalar) and not symbol.low < value < symbol.high:
        return False
    wanted = ("positive", "negative", "nonnegative", "nonpositive", "nonzero",
              "integer", "even", "odd")  # fmt: skip
    known = [(name, getattr(symbol, f"is_{name}")) for name in wanted]
    return all(
        known_so is None or getattr(value, f"is_{name}") == known_so
        for name, known_so in known
        if name != "integer" or known_so
    )


def stand_in(rng):
    """Coefficients a, b, c, e, g of a sin(b x + c) + e x^2 + g x, none of them 0."""
    return tuple(
        Fraction(rng.choice((1, -1)) * rng.randint(300, 1300), 1000) for _ in range(5)
    )
