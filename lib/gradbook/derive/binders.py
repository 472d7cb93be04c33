"""Bound names: fresh ones, so that nothing is captured, and sums seen as symbols."""

import itertools

from sympy import Dummy, Expr, Idx, Indexed, KroneckerDelta, Lambda, Sum, Symbol
from sympy.concrete.expr_with_limits import ExprWithLimits

from .errors import MalformedStep
from .language import Term
from .symbols import RealTensor

_fresh_names = itertools.count()
LEAVES = (Indexed, Idx, KroneckerDelta, RealTensor, Term)


def fresh_index(size):
    """An index that no expression contains yet."""
    return Idx(Symbol(f"b.{next(_fresh_names)}", integer=True), (1, size))


def rename_apart(e):
    """Give every bound name a new one: nothing can be captured afterwards."""
    if isinstance(e, ExprWithLimits):
        body, limits = rename_apart(e.function), []
        for v, *ends in e.limits:
            new = _fresh_like(v, ends)
            body = body.xreplace({v: new})
            limits = [(w, *(x.xreplace({v: new}) for x in r)) for w, *r in limits]
            limits.append((new, *map(rename_apart, ends)))
        return e.func(body, *limits)
    if isinstance(e, Term):
        rule = Lambda(e.rule.variables, rename_apart(e.rule.expr))
        return e.func(e.label, e.first, rename_apart(e.value), rule, e.position)
    if not e.args or isinstance(e, LEAVES) or not isinstance(e, Expr):
        return e
    return e.func(*map(rename_apart, e.args))


def _fresh_like(v, ends):
    """A new name for a bound one; a typed index runs over its whole range."""
    if not isinstance(v, Idx):
        return Symbol(f"b.{next(_fresh_names)}", **v.assumptions0)
    expect_own_range(v, ends)
    return fresh_index(v.upper)


def expect_own_range(v, ends):
    """A typed index is summed from 1 to its size, or not at all."""
    if tuple(ends) != (v.lower, v.upper) or v.lower != 1:
        raise MalformedStep(f"{v} runs over 1, ..., {v.upper}; for another range take "
                            "a plain integer symbol")  # fmt: skip


def applied(function, *arguments):
    """A Lambda at its arguments, none of whose names it captures."""
    body = rename_apart(function.expr)
    return body.xreplace(dict(zip(function.variables, arguments, strict=True)))


def is_typed(e):
    """True for a sum over typed indices alone; such a sum is never empty."""
    return isinstance(e, Sum) and all(isinstance(v, Idx) for v in e.variables)


def depth(e):
    """How deep canonical binders are nested in e."""
    found = [str(v) for s in e.atoms(ExprWithLimits) for v in s.variables]
    return max([int(v.split(".")[1]) for v in found if v.startswith("c.")], default=0)


def sums_as_symbols(e):
    """Replace each outermost sum by a symbol; return the result and the way back.

    SymPy's algebra may then treat a sum as a number. A sum over typed indices is
    never empty, so it is positive when its terms are.
    """
    back = {}

    def walk(x):
        if isinstance(x, Sum):
            for symbol, known in back.items():
                if known == x:
                    return symbol
            positive = (x.function.is_positive or None) if is_typed(x) else None
            symbol = Dummy(f"s{len(back)}", real=True, positive=positive)
            back[symbol] = x
            return symbol
        return x if not x.args or isinstance(x, LEAVES) else x.func(*map(walk, x.args))

    return walk(e), back
