"""How large the terms of a value were before they cancelled.

Where a sum of large terms is small, the error of its difference quotients is small
beside the terms, not beside the sum. This scale is only computed when two sides
differ by more than the tolerance beside their own values.
"""

from functools import singledispatch

import sympy as sp

from .program import Code
from .sums import repeated


@singledispatch
def magnitude(e, program, scope):
    """The absolute value, where nothing inside is seen to cancel."""
    run, slots = program.code(e, scope)
    return Code(lambda p: abs(run(p)), slots)


@magnitude.register
def added(e: sp.Add, program, scope):
    parts = [magnitude(a, program, scope) for a in e.args]
    slots = frozenset().union(*(part.slots for part in parts))
    return Code(lambda p: sum((part.run(p) for part in parts), p.mp.zero), slots)


@magnitude.register
def multiplied(e: sp.Mul, program, scope):
    parts = [magnitude(a, program, scope) for a in e.args]
    slots = frozenset().union(*(part.slots for part in parts))
    return Code(lambda p: p.mp.fprod(part.run(p) for part in parts), slots)


@magnitude.register
def power(e: sp.Pow, program, scope):
    if not (e.exp.is_Integer and e.exp > 0):
        return magnitude.dispatch(object)(e, program, scope)
    base, n = magnitude(e.base, program, scope), int(e.exp)
    return Code(lambda p: base.run(p) ** n, base.slots)


@magnitude.register
def summed(e: sp.Sum, program, scope):
    def make(body, inside):
        return magnitude(body, program, inside)

    return repeated(e, program, scope, make, lambda total, x: total + x, 0)
