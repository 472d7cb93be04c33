"""Terms of a recurrence at a point: computed from the first one on."""

from ..language import Term
from .program import Binder, Code, compiled, whole


@compiled.register
def term(e: Term, program, scope):
    """The rule, applied as often as the position asks for."""
    (start, position), used = program.codes((e.value, e.position), scope)
    before, n = map(program.slot, e.rule.variables)
    program.continuous.add(before)
    names = (
        Binder(e.rule.variables[0], before, value=lambda p: p.indices[before]),
        Binder(e.rule.variables[1], n),
    )
    rule, slots = program.code(e.rule.expr, (*scope, *names))

    def run(p):
        outer = p.indices.get(before), p.indices.get(n)
        value = start(p)
        for at in range(int(e.first), whole(p, position, str(e.label))):
            p.indices[before], p.indices[n] = value, at
            value = rule(p)
        p.indices[before], p.indices[n] = outer
        return value

    return program.remembered(run, (used | slots) - {before, n})
