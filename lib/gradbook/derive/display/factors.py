"""In which order a textbook writes the factors of a product.

Numbers, sizes, Greek coefficients, scalars, entries chained by their indices as in
X_{au} W_{ur}, brackets, derivatives, and sums last: nothing at the right of a sum,
so that no factor can be read as a part of its body.
"""

from itertools import pairwise, permutations

from sympy import (
    Abs,
    Function,
    Idx,
    Indexed,
    Integral,
    KroneckerDelta,
    Piecewise,
    Sum,
    Symbol,
    exp,
    sstr,
)  # fmt: skip

from ..language import Elementwise, Entry, Term, d, free_indices
from ..symbols import Scalar
from .names import is_greek

ATOMS = (Symbol, Indexed, Term, Entry)


def ordered(factors):
    """Factors in textbook order; entries that share an index stand side by side."""
    ranked = sorted(factors, key=lambda f: (factor_rank(f), *_factor_key(f, factors)))
    chained = [f for f in ranked if factor_rank(f) == 6]
    partials = [f for f in ranked if factor_rank(f) == 9]
    before = [f for f in ranked if factor_rank(f) < 6]
    after = [f for f in ranked if factor_rank(f) in (7, 8)]
    last = [f for f in ranked if factor_rank(f) > 9]
    return [
        *_calls_last(before),
        *_chain(chained),
        *_calls_last(after),
        *_chain(partials),
        *last,
    ]


def _calls_last(factors):
    """Brackets before named functions: log(1 - s)(1 - t) could be one argument."""
    calls = [f for f in factors if _is_call(f)]
    if not any(f.is_Add for f in factors):
        return factors
    return [f for f in factors if f not in calls] + calls


def _is_call(f):
    core = f.base if f.is_Pow else f
    return isinstance(core, Function) and not isinstance(core, exp | Abs | Elementwise)


def factor_rank(f):
    """The place of a factor in a product; from 8 on it is too big for a fraction."""
    core = f.base if f.is_Pow else f
    if isinstance(f, Integral | Sum | Piecewise):
        return 11
    if isinstance(core, d):
        return 9 if isinstance(core.f, ATOMS) else 10
    if isinstance(core, Symbol):
        return 1 if core.is_integer and not isinstance(core, Scalar) else 2
    if isinstance(core, Indexed | KroneckerDelta | Elementwise | Entry | Term):
        return 6
    if isinstance(core, Function | exp) or not core.is_Add:
        return 7 if free_indices(f) else 4
    if free_indices(f) or f.has(Sum):
        return 8
    coefficient = all(is_greek(x.name) or not isinstance(x, Scalar)
                      for x in core.free_symbols)  # fmt: skip
    return 2 if coefficient else 5


def _factor_key(f, factors):
    core = f.base if f.is_Pow else f
    if isinstance(core, Symbol):
        again = any(other.has(core) for other in factors if other.is_Add)
        latin = not is_greek(core.name)
        return again and latin, latin, f.is_Pow, core.name
    if core.is_Add:
        return False, False, True, "~", sstr(f)
    start = sstr(_ends(core)[0])
    name = core.base.name if isinstance(core, Indexed) else sstr(core)
    upper_greek = name[:1].isupper() and len(name) > 1
    kind = not isinstance(core, Indexed | Elementwise)
    return kind, start, upper_greek, not is_greek(name), name, sstr(f)


def _ends(f):
    """What a factor links to at its left and at its right."""
    core = f.base if f.is_Pow else f
    if isinstance(core, d):
        return core.f, core.x
    inner = core.args[0] if isinstance(core, Elementwise) else core
    if isinstance(inner, Indexed):
        return inner.indices[0], inner.indices[-1]
    found = [x for x in core.args if isinstance(x, Idx)] or free_indices(core)
    return (found[0], found[-1]) if found else ("", "")


def _chain(factors):
    """The order with the most links; among equals, the one nearest to the given."""
    if not 1 < len(factors) <= 6:
        return factors
    ends = {f: _ends(f) for f in factors}

    def links(row):
        return sum(ends[a][1] == ends[b][0] != "" for a, b in pairwise(row))

    return list(max(permutations(factors), key=links))
