"""Multiplying a line out into terms, and refusing to where that would not end."""

from math import comb, prod

from sympy import (
    Add,
    KroneckerDelta,
    Mul,
    Piecewise,
    Pow,
    Rational,
    exp,
    expand,
    expand_log,
    gcd,
)

from .binders import LEAVES, sums_as_symbols
from .errors import Unproved

LONGEST = 5_000  # terms that a line may have when it is multiplied out
HIGHEST = 200  # degree of a polynomial in exponentials
WRITTEN_OUT = 2_000  # terms of a sum of given length


def terms_of(e):
    """The terms of e after expansion."""
    e, back = sums_as_symbols(e)
    expect_short(e)
    e = expand_log(expand(e, deep=True, power_base=False), force=False)
    return [t.xreplace(back) for t in Add.make_args(expand(e, power_base=False))]


def expect_short(e):
    """At most how many terms e has when it is multiplied out; refuse too many."""
    if not e.args or isinstance(e, LEAVES):
        return 1
    parts = [expect_short(x) for x in e.args]
    if isinstance(e, Add):
        length = sum(parts)
    elif isinstance(e, Pow) and e.exp.is_Integer:
        length = comb(parts[0] + abs(int(e.exp)) - 1, abs(int(e.exp)))
    else:
        length = prod(parts) if isinstance(e, Mul) else 1
    if length > LONGEST:
        raise Unproved("the line has too many terms when it is multiplied out; "
                       "take a smaller step")  # fmt: skip
    return 1 if isinstance(e, Pow) and e.exp.is_negative else length


def expect_low_degree(e):
    """e; refused where exp(x/1000) and exp(x) would make polynomials of degree 1000."""
    rates = {}
    for power in e.atoms(exp):
        for t in Add.make_args(expand(power.exp)):
            rate, rest = t.as_coeff_Mul()
            if rate.is_Rational:
                rates.setdefault(rest, set()).add(abs(rate))
    for known in rates.values():
        if max(known) / Rational(gcd(list(known))) > HIGHEST:
            raise Unproved("exponents in very different units; take a smaller step")
    return e


def expect_few(n):
    """Refuse to write out a sum or a power with too many terms."""
    if n > WRITTEN_OUT:
        raise Unproved(f"{n} terms are too many to write out; take a symbolic size")


def deltas_in_front(e):
    """A delta that every non-zero case of a Piecewise contains, as a factor of it."""
    if not isinstance(e, Piecewise):
        return e
    cases = [set(Mul.make_args(value)) for value, _ in e.args if value != 0]
    common = set.intersection(*cases) if cases else set()
    front = Mul(*[f for f in common if isinstance(f, KroneckerDelta)])
    return front * Piecewise(*[(value / front, test) for value, test in e.args])
