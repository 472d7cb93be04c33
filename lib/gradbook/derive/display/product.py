"""A product as a textbook sees it: above the bar, below it, and at its right.

SymPy knows only powers: x/n is x * n**-1, and 1/sqrt(2 pi) becomes three factors.
"""

from typing import NamedTuple

from sympy import (
    Add,
    Expr,
    Integer,
    Integral,
    Mul,
    Piecewise,
    Pow,
    Rational,
    S,
    Sum,
    fraction,
    pi,
)

from ..language import d
from .factors import factor_rank, ordered

TAIL = (5, 8, 9, 10, 11)  # brackets, derivatives, sums: set beside the fraction


class Product(NamedTuple):
    """A product as a textbook sees it: sign, numerator and denominator in order."""

    negative: bool
    over: tuple[Expr, ...]
    under: tuple[Expr, ...]

    def split(self):
        """(head, tail): what stands in the fraction, what stands at its right."""
        rest = [f for f in self.over if not f.is_number]
        if not self.under or (len(rest) == 1 and not _stays_out(rest[0], self.under)):
            return self.over, ()
        tail = tuple(f for f in self.over if factor_rank(f) in TAIL)
        return tuple(f for f in self.over if f not in tail), tail


def _stays_out(f, under):
    """Sums are cramped above a fraction bar, unless the bar has one below as well."""
    if any(x.has(Sum) for x in under):
        return False
    return isinstance(f, d | Piecewise) or f.has(Sum, Integral)


def product(e):
    """The factors of e, each with a positive exponent, above or below the bar."""
    numbers, over, under = [], [], []
    for f in _flat(e):
        q = common_denominator(f)
        if q > 1:
            numbers.append(Rational(1, q))
            f = Add(*[t * q for t in f.args])
        if f.is_number:
            numbers.append(f)
        elif f.is_Pow and f.exp.is_Rational and f.exp.is_negative:
            under.append(Pow(f.base, -f.exp))
        else:
            over.append(f)
    negative, above, below = _numbers(numbers)
    roots = [x for x in below if x.is_Pow]
    below = [x for x in below if not x.is_Pow] + ordered(under) + roots
    return Product(negative, (*above, *ordered(over)), tuple(below))


def _flat(e):
    """The factors of a product, also of one that was left unevaluated."""
    if not e.is_Mul:
        return [e]
    return [f for part in e.args for f in _flat(part)]


def _numbers(numbers):
    """Sign, numerator and denominator of a constant; 1/sqrt(2 pi) in one root."""
    rational, square, others = S.One, S.One, []
    for x in (f for number in numbers for f in Mul.make_args(number)):
        if x.is_Rational:
            rational *= x
        elif x.is_Pow and abs(x.exp) == S.Half and (x.base.is_Rational or x.base == pi):
            square *= x.base ** (2 * x.exp)
        else:
            others.append(x)
    negative, rational = bool(rational.is_negative), abs(rational)
    above, below = [], []
    if square != 1 and fraction(rational**2 * square)[0] == 1:
        below, rational, square = [_root(1 / (rational**2 * square))], S.One, S.One
    if is_decimal(rational):
        above.append(rational)
    else:
        above += [Integer(rational.p)] if rational.p != 1 else []
        below = [Integer(rational.q), *below] if rational.q != 1 else below
    above += [_root(square)] if square != 1 else []
    for x in others:
        flipped = x.is_Pow and x.exp.is_Rational and x.exp.is_negative
        (below if flipped else above).append(1 / x if flipped else x)
    return negative, above, below


def _root(square):
    return Pow(square, S.Half, evaluate=False)


def common_denominator(e):
    """q when e is (a + b)/q that SymPy has spread over its terms, else 1."""
    found = {denominator(t) for t in Add.make_args(e)}
    return found.pop() if len(found) == 1 and e.is_Add else 1


def denominator(t):
    """The whole number below t, or 1 when its constant is no plain fraction."""
    number = t.as_coeff_Mul()[0]
    roots = any(f.is_number and not f.is_Rational for f in Mul.make_args(t))
    return 1 if roots or not number.is_Rational or is_decimal(number) else number.q


def is_decimal(number):
    """True for a rational such as 44715/10**6, which people write with a point."""
    q = number.q
    for prime in (2, 5):
        while q % prime == 0:
            q //= prime
    return q == 1 and number.q > 100
