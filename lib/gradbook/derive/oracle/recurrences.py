"""Terms of a recurrence at a point: computed from the first one on."""

from ..language import Term
from .points import Outside
from .program import Binder, compiled, whole


@compiled.register
def term(e: Term, program, scope):
    """The rule, applied as often as the position asks for."""
    parts = (e.value, e.first, e.position)
    (start, first, position), used = program.codes(parts, scope)
    previous, count = e.rule.variables
    before, n = program.slot(previous), program.slot(count)
    program.continuous.add(before)

    def reached(p, last):
        """The term at `last`, from the first one on."""
        if last < e.first:
            raise Outside
        outer = p.indices.get(before), p.indices.get(n)
        value = start(p)
        for at in range(int(e.first), last):
            p.indices[before], p.indices[n] = value, at
            value = rule(p)
        p.indices[before], p.indices[n] = outer
        return value

    steps = Binder(count, n, low=first, high=lambda p: position(p) - 1)
    value = Binder(previous, before, value=lambda p: reached(p, p.indices[n]))
    rule, slots = program.code(e.rule.expr, (*scope, steps, value))
    slots = (used | slots) - {before, n}
    return program.remembered(lambda p: reached(p, whole(p, position, "term")), slots)
