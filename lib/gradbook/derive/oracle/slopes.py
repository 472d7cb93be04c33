"""Derivatives at a point: central differences, one-sided ones on a kink.

A difference moves one name and computes again what depends on it. With the step h
the error is h^2 f'''/6, below 1e-30 of a well-scaled f. When the name is a defined
quantity its value is held at x + h and its definition is not looked into.
"""

from sympy import Symbol

from ..errors import MalformedStep
from ..language import d
from .names import positions
from .points import Corner
from .program import compiled


@compiled.register
def slope(e: d, program, scope):
    (f,), slots = program.codes((e.f,), scope)
    key, place = target(program, e.x, scope)
    read, used = program.code(e.x, scope)

    def run(p):
        x, bit = read(p), p.bits[key(p)]
        outer, p.reads = p.reads, 0
        f(p)
        bits, p.reads = p.reads, p.reads | outer
        return quotient(p, e, f, x, bit) if bits & bit else p.mp.zero

    return program.remembered(run, slots | used | place)


def target(program, x, scope):
    """The key of the name that a derivative moves, and the slots it reads."""
    if x.is_integer or any(binder.symbol == x for binder in scope):
        raise MalformedStep(f"d: cannot differentiate by the integer {x}")
    if isinstance(x, Symbol):
        key = (str(x), ())
        return lambda p: key, frozenset()
    place, slots = positions(program, x.indices, scope)
    name = str(x.base)
    return lambda p: (name, place(p)), slots


def quotient(p, e, f, x, bit):
    """A difference quotient; on a kink, the common slope from below and above."""
    layer = p.layer
    h = p.mp.mpf(10) ** -(p.step + 10 * layer.depth)

    def moved(steps):
        p.layer = layer.moved_to(bit, x + steps * h)
        value = f(p)
        p.layer = layer
        return value

    if not p.on_kink:
        return (moved(1) - moved(-1)) / (2 * h)
    here = moved(0)  # so that a derivative inside takes its finer step here too
    above = (4 * moved(1) - moved(2) - 3 * here) / (2 * h)
    below = (3 * here - 4 * moved(-1) + moved(-2)) / (2 * h)
    if abs(above - below) > (abs(above) + abs(below)) * 1e-12 + 1e-18:
        raise Corner(e.f, e.x, below, above)
    return (above + below) / 2
