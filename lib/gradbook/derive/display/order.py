"""In which order a textbook writes the terms of a sum.

SymPy does not keep the order in which they were typed. The rules here look at the
expression alone, so a page reads the same on every machine: positive terms first,
then numbers, a bare variable before its own powers, products before a lone bias.
"""

from sympy import Add, Indexed, KroneckerDelta, Mul, Rational, Sum, Symbol, sstr

from ..symbols import Scalar
from .factors import ATOMS
from .names import is_greek
from .product import denominator, product


def terms(e):
    """The terms of e as (negative, term without its sign), in order."""
    parts = _halves_together(Add.make_args(e))
    parts = [(bool(t.as_coeff_Mul()[0].is_negative), t) for t in parts]
    parts = [(negative, -t if negative else t) for negative, t in parts]
    if all(t.is_integer and not t.has(Scalar) for _, t in parts):
        return sorted(parts, key=lambda p: (p[0], p[1].is_number, sstr(p[1])))
    if _is_symbol_and_one(parts):
        return sorted(parts, key=lambda p: (p[0], p[1].is_number))
    return sorted(parts, key=lambda p: (p[0], *_term_key(p[1], parts)))


def _halves_together(parts):
    """1/2 + a/2 + b becomes (1 + a)/2 + b, which is how people write it."""
    numbers = [denominator(t) for t in parts if t.is_number and t.is_positive]
    q = numbers[0] if numbers else 1
    group = [t for t in parts if q > 1 and denominator(t) == q]
    if not 1 < len(group) < len(parts):
        return parts
    together = Mul(Rational(1, q), Add(*[t * q for t in group]), evaluate=False)
    return [together, *(t for t in parts if t not in group)]


def _is_symbol_and_one(parts):
    return len(parts) == 2 and {t.is_Symbol for _, t in parts} == {True, False} and (
        any(t.is_number for _, t in parts)
    )  # fmt: skip


def _term_key(t, parts):
    p = product(t)
    over = [f for f in p.over if not f.is_number]
    lone = over[0] if len(over) == 1 and all(f.is_number for f in p.under) else None
    leads = isinstance(lone, KroneckerDelta) or (
        isinstance(lone, ATOMS)
        and any(other.has(_stem(lone)) for _, other in parts if other is not t)
    )
    degree = sum(f.exp if f.is_Pow and f.exp.is_number else 1 for f in over)
    bare = len(over) == 1 and isinstance(over[0], ATOMS)
    greek = isinstance(lone, Symbol) and is_greek(lone.name)
    sizes = bare, degree, len(over), greek
    return (not t.is_number, not leads, not t.has(Sum), *sizes, sstr(t))


def _stem(atom):
    return atom.base if isinstance(atom, Indexed) else atom
