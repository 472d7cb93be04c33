"""Cases at a point: Piecewise, maxima, absolute values, signs and deltas.

Each difference whose sign decides a case is noted as a kink, so that the step is
also tested where that difference is zero.
"""

from itertools import combinations

import sympy as sp
from sympy.logic.boolalg import BooleanFalse, BooleanTrue

from ..errors import MalformedStep
from .points import Outside
from .program import Code, compiled

COMPARISONS = {
    sp.Gt: lambda gap: gap > 0, sp.Ge: lambda gap: gap >= 0,
    sp.Lt: lambda gap: gap < 0, sp.Le: lambda gap: gap <= 0,
    sp.Eq: lambda gap: gap == 0, sp.Ne: lambda gap: gap != 0,
}  # fmt: skip


def in_order(e):
    """The arguments of a symmetric function, in an order that no hash decides."""
    return sorted(e.args, key=sp.default_sort_key)


@compiled.register
def compared(e: sp.core.relational.Relational, program, scope):
    gap, slots = program.kink(e.lhs, e.rhs, scope)
    holds = COMPARISONS[type(e)]
    return Code(lambda p: holds(gap(p)), slots)


@compiled.register
def always(e: BooleanTrue, program, scope):
    return Code(lambda p: True)


@compiled.register
def never(e: BooleanFalse, program, scope):
    return Code(lambda p: False)


@compiled.register
def every(e: sp.And, program, scope):
    runs, slots = program.codes(in_order(e), scope)
    return Code(lambda p: all(run(p) for run in runs), slots)


@compiled.register
def some(e: sp.Or, program, scope):
    runs, slots = program.codes(in_order(e), scope)
    return Code(lambda p: any(run(p) for run in runs), slots)


@compiled.register
def negated(e: sp.Not, program, scope):
    (run,), slots = program.codes(e.args, scope)
    return Code(lambda p: not run(p), slots)


@compiled.register
def cases(e: sp.Piecewise, program, scope):
    bodies, slots = program.codes([body for body, _ in e.args], scope)
    tests, used = program.codes([test for _, test in e.args], scope)

    def run(p):
        for body, test in zip(bodies, tests, strict=True):
            if test(p):
                return body(p)
        raise Outside

    return program.remembered(run, slots | used)


@compiled.register(sp.Max)
@compiled.register(sp.Min)
def extreme(e, program, scope):
    arguments = in_order(e)
    runs, slots = program.codes(arguments, scope)
    for a, b in combinations(arguments, 2):
        program.kink(a, b, scope)
    choose = max if isinstance(e, sp.Max) else min
    return program.remembered(lambda p: choose([run(p) for run in runs]), slots)


@compiled.register
def absolute(e: sp.Abs, program, scope):
    (run,), slots = program.codes(e.args, scope)
    program.kink(e.args[0], sp.S.Zero, scope)
    return Code(lambda p: abs(run(p)), slots)


@compiled.register
def signum(e: sp.sign, program, scope):
    gap, slots = program.kink(e.args[0], sp.S.Zero, scope)
    return Code(lambda p: p.mp.sign(gap(p)), slots)


@compiled.register
def kronecker(e: sp.KroneckerDelta, program, scope):
    a, b = e.args[:2]
    if a.is_integer and b.is_integer:
        (left, right), slots = program.codes((a, b), scope)
        return Code(lambda p: p.mp.mpf(left(p) == right(p)), slots)
    gap, slots = program.kink(a, b, scope)
    return Code(lambda p: p.mp.mpf(gap(p) == 0), slots)


@compiled.register
def step_function(e: sp.Heaviside, program, scope):
    raise MalformedStep(f"{e}: its value at 0 is a choice; write a Piecewise "
                        "that says which")  # fmt: skip
