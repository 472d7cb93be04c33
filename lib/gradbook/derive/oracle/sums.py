"""Sums, products and integrals at a point."""

import sympy as sp
from sympy import Idx

from ..errors import MalformedStep
from .program import Binder, Code, compiled, whole


def bound(program, limits, scope):
    """The binders of a sum's limits, outermost first, and the slots of its ranges."""
    slots = frozenset()
    for symbol, low, high in reversed(limits):
        (a, b), used = program.codes((low, high), scope)
        slots |= used
        scope = (*scope, Binder(symbol, program.slot(symbol), a, b))
    return scope, slots


@compiled.register
def summed(e: sp.Sum, program, scope):
    return repeated(e, program, scope, program.code, lambda total, x: total + x, 0)


@compiled.register
def product(e: sp.Product, program, scope):
    return repeated(e, program, scope, program.code, lambda total, x: total * x, 1)


def repeated(e, program, scope, make, combine, start):
    """Run through a sum's or product's ranges; an empty range gives the start."""
    if any(len(limit) != 3 for limit in e.limits):
        raise MalformedStep(f"{e}: expected a range for every bound name")
    outer = len(scope)
    scope, used = bound(program, e.limits, scope)
    body, slots = make(e.function, scope)
    own = {binder.slot for binder in scope[outer:]}
    start = program.mp.mpf(start)
    for symbol, slot, low, high, _ in reversed(scope[outer:]):
        body = loop(body, slot, low, high, str(symbol), combine, start)
    return program.remembered(body, (slots | used) - own)


def loop(body, slot, low, high, name, combine, start):
    """One range of a sum or product."""

    def run(p):
        indices = p.indices
        outer, total = indices.get(slot), start
        for n in range(whole(p, low, name), whole(p, high, name) + 1):
            indices[slot] = n
            total = combine(total, body(p))
        indices[slot] = outer
        return total

    return run


@compiled.register
def integral(e: sp.Integral, program, scope):
    (symbol, *ends), *more = e.limits
    if more or len(ends) != 2 or isinstance(symbol, Idx):
        raise MalformedStep(f"{e}: expected one variable with two ends")
    slot = program.slot(symbol)
    program.continuous.add(slot)
    makes = [infinite(program, end) or program.code(end, scope) for end in ends]
    inside = (*scope, Binder(symbol, slot, *(c.run for c in makes)))
    body, slots = program.code(e.function, inside)

    def run(p):
        def integrand(t):
            p.indices[slot] = t
            return body(p)

        low, high = (c.run(p) for c in makes)
        outer = p.indices.get(slot)
        ends = [low, 0, high] if low < 0 < high else [low, high]
        value = p.mp.quad(integrand, ends)
        p.indices[slot] = outer
        return value

    return program.remembered(run, (slots | makes[0].slots | makes[1].slots) - {slot})


def infinite(program, end):
    """The code of an infinite end of an integral, None for a finite one."""
    if end not in (sp.oo, -sp.oo):
        return None
    value = program.mp.inf if end == sp.oo else program.mp.ninf
    return Code(lambda p: value)
