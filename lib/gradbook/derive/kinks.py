"""Where an expression has kinks, and what it is on either side of one."""

from typing import NamedTuple

import sympy as sp
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.core.relational import Relational

from .language import Term

KINKED = (sp.Abs, sp.sign, sp.Max, sp.Min, sp.Piecewise)


class Sides(NamedTuple):
    """What a function is where gap < 0, on gap = 0, and where gap > 0."""

    below: sp.Expr
    at: sp.Expr
    above: sp.Expr


class Kink(NamedTuple):
    """A derivative by `x` crosses gap = 0.

    It is harmless when one of `sides` meets there with one slope: the kinked
    function, or the expression around it.
    """

    gap: sp.Expr
    sides: tuple[Sides, ...]
    x: sp.Expr


def kinks_crossed(f, x):
    """The kinks of f whose position depends on x."""
    return [
        Kink(gap, (sides, *_around(f, e, sides)), x)
        for e in in_order(f.atoms(*KINKED))
        for gap, sides in _branches(e)
        if gap.diff(x) != 0
    ]


def _around(f, e, sides):
    """The same for all of f; or for the terms of the sum whose index e mentions."""
    names = e.atoms(sp.Symbol, sp.Idx)
    bodies = [s.function for s in f.atoms(ExprWithLimits) if s.function.has(e)]
    hosts = [g for g in (f, *bodies) if not names & bound_in(g)]
    if names & bound_in(f) and len(hosts) != 1:
        return []
    return [Sides(*(hosts[0].xreplace({e: side}) for side in sides))]


def bound_in(e):
    """The names that e binds."""
    return {v for s in e.atoms(ExprWithLimits) for v in s.variables}


def _branches(e):
    """(gap, sides) for each kink of e."""
    if isinstance(e, sp.Abs):
        return [(e.args[0], Sides(-e.args[0], sp.S.Zero, e.args[0]))]
    if isinstance(e, sp.sign):
        return [(e.args[0], Sides(*map(sp.Integer, (-1, 0, 1))))]
    if isinstance(e, sp.Max | sp.Min):
        pairs = [(a, b) for n, a in enumerate(e.args) for b in e.args[:n]]
        low = isinstance(e, sp.Min)
        return [(a - b, Sides(*((a, a, b) if low else (b, a, a)))) for a, b in pairs]
    gaps = dict.fromkeys(map(difference, _relations(e)))
    return [(gap, Sides(*(_decided(e, gap, n) for n in (-1, 0, 1)))) for gap in gaps]


def _decided(piecewise, gap, sign):
    """A Piecewise where gap has this sign."""
    known = {}
    for r in _relations(piecewise):
        for factor in (1, -1):
            if sp.expand(difference(r) - factor * gap) == 0:
                known[r] = r.func(sp.Integer(factor * sign), 0)
    return piecewise.xreplace(known)


def gaps(e):
    """The expressions at whose zeros the kinked function e changes its branch."""
    return [gap for gap, _ in _branches(e)]


def _relations(piecewise):
    conditions = [c for _, c in piecewise.args if c not in (True, sp.S.true)]
    return in_order({r for c in conditions for r in c.atoms(Relational)})


def difference(relation):
    """Left minus right."""
    return relation.lhs - relation.rhs


def in_order(atoms):
    """A set of expressions in an order that no hash seed changes."""
    return sorted(atoms, key=sp.default_sort_key)


def movable(gap, e):
    """A variable in which gap is linear with a numeric rate, bound nowhere in e."""
    if gap.has(Term):
        return None
    bound = bound_in(e)
    for x in in_order(gap.atoms(sp.Indexed, sp.Symbol) - gap.atoms(sp.Idx)):
        entries = gap.atoms(sp.Indexed) - {x}
        if not x.is_real or any(x in t.free_symbols for t in entries):
            continue
        rate = gap.diff(x)
        if not x.free_symbols & bound and rate.is_number and rate != 0:
            return x
    return None


def settle(e):
    """Let kinked functions see the signs that their arguments now have."""

    def again(x):
        if isinstance(x, sp.Piecewise):
            return sp.Piecewise(*[(value, _decide(c)) for value, c in x.args])
        return x.func(*map(sp.expand, x.args))

    return e.replace(lambda x: isinstance(x, KINKED), again)


def _decide(condition):
    if condition in (True, sp.S.true):
        return sp.S.true
    if isinstance(condition, Relational):
        return condition.func(sp.expand(difference(condition)), 0)
    return condition.func(*map(_decide, condition.args))


def possible(x, value):
    """False when value contradicts what is assumed of x."""
    known = x.base.label if isinstance(x, sp.Indexed) else x
    low, high = getattr(known, "low", -sp.oo), getattr(known, "high", sp.oo)
    if (low - value).is_nonnegative or (value - high).is_nonnegative:
        return False
    return not (
        (x.is_positive and value.is_nonpositive)
        or (x.is_negative and value.is_nonnegative)
        or (x.is_nonnegative and value.is_negative)
        or (x.is_nonpositive and value.is_positive)
    )
