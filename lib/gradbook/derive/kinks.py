"""Where an expression has kinks, and what it is on either side of one."""

from typing import NamedTuple

import sympy as sp
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.core.relational import Relational

from .language import Term

KINKED = (sp.Abs, sp.sign, sp.Max, sp.Min, sp.Piecewise)


class Kink(NamedTuple):
    """A derivative by `x` crosses gap = 0.

    It is harmless when one of the `jumps` vanishes there with its slope: what the
    kinked function changes by, or what the whole line changes by.
    """

    gap: sp.Expr
    jumps: tuple[sp.Expr, ...]
    x: sp.Expr


def kinks_crossed(f, x):
    """The kinks of f whose position depends on x."""
    return [
        Kink(gap, _jumps(f, e, below, above), x)
        for e in in_order(f.atoms(*KINKED))
        for gap, below, above in _branches(e)
        if gap.diff(x) != 0
    ]


def _jumps(f, e, below, above):
    """Above minus below, for the kinked function e and for all of f around it."""
    if below is None:
        return ()
    if isinstance(e, sp.sign) or e.atoms(sp.Symbol, sp.Idx) & bound_in(f):
        return (above - below,)
    return above - below, f.xreplace({e: above}) - f.xreplace({e: below})


def bound_in(e):
    """The names that e binds."""
    return {v for s in e.atoms(ExprWithLimits) for v in s.variables}


def _branches(e):
    """(gap, value where gap < 0, value where gap > 0) for each kink of e."""
    if isinstance(e, sp.Abs):
        return [(e.args[0], -e.args[0], e.args[0])]
    if isinstance(e, sp.sign):
        return [(e.args[0], -sp.S.One, sp.S.One)]
    if isinstance(e, sp.Max | sp.Min):
        return [(a - b, b, a) for n, a in enumerate(e.args) for b in e.args[:n]]
    relations = _relations(e)
    if len(e.args) == 2 and len(relations) == 1 and e.args[0][1] == relations[0]:
        (r,), (yes, no) = relations, (e.args[0][0], e.args[1][0])
        if isinstance(r, sp.Gt | sp.Ge):
            return [(difference(r), no, yes)]
        if isinstance(r, sp.Lt | sp.Le):
            return [(difference(r), yes, no)]
    return [(difference(r), None, None) for r in relations]


def gaps(e):
    """The expressions at whose zeros the kinked function e changes its branch."""
    return [gap for gap, _, _ in _branches(e)]


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
    return not (
        (x.is_positive and value.is_nonpositive)
        or (x.is_negative and value.is_nonnegative)
        or (x.is_nonnegative and value.is_negative)
        or (x.is_nonpositive and value.is_positive)
    )
