"""Numbers, arithmetic and functions at a point; only real, finite values count."""

import sympy as sp
from mpmath.libmp import ComplexResult
from sympy import Idx

from ..errors import MalformedStep
from ..language import Elementwise
from .points import Outside, Undecided
from .program import Code, compiled

FUNCTIONS = {
    getattr(sp, name): name
    for name in (
        "exp", "log", "sin", "cos", "tan", "atan", "asin", "acos", "sinh", "cosh",
        "tanh", "asinh", "acosh", "atanh", "erf", "erfc", "gamma", "loggamma", "floor",
    )
}  # fmt: skip
FUNCTIONS[sp.ceiling] = "ceil"
CONSTANTS = {sp.pi: "pi", sp.E: "e", sp.EulerGamma: "euler", sp.GoldenRatio: "phi"}
HUGE = 10**200  # beyond it exp and sin would need their argument to 200 more digits


@compiled.register
def number(e: sp.Number, program, scope):
    if not e.is_finite:
        raise MalformedStep(f"the test cannot evaluate {e}: it is not a real number")
    mp = program.mp
    exact = mp.mpf(int(e.p)) / int(e.q) if e.is_Rational else mp.make_mpf(e._mpf_)
    return Code(lambda p: exact)


@compiled.register
def constant(e: sp.NumberSymbol, program, scope):
    if e not in CONSTANTS:
        raise MalformedStep(f"the test cannot evaluate {type(e).__name__}: {e}")
    exact = +getattr(program.mp, CONSTANTS[e])
    return Code(lambda p: exact)


@compiled.register
def position_as_number(e: Idx, program, scope):
    slot = program.slot(e)
    return Code(lambda p: p.mp.mpf(p.indices[slot]), frozenset([slot]))


@compiled.register
def added(e: sp.Add, program, scope):
    (first, *rest), slots = program.codes(e.args, scope)

    def run(p):
        total = first(p)
        for term in rest:
            total = total + term(p)
        return total

    return Code(run, slots)


@compiled.register
def multiplied(e: sp.Mul, program, scope):
    (first, *rest), slots = program.codes(e.args, scope)

    def run(p):
        product = first(p)
        for factor in rest:
            product = product * factor(p)
        return product

    return Code(run, slots)


@compiled.register
def power(e: sp.Pow, program, scope):
    (base, exponent), slots = program.codes(e.args, scope)
    if e.exp.is_Integer:
        n = int(e.exp)
        return program.remembered(lambda p: base(p) ** n, slots) if n < 0 else Code(
            lambda p: base(p) ** n, slots)  # fmt: skip
    root = e.exp == sp.Rational(1, 2)

    def run(p):
        x = base(p)
        return real(p, x, p.mp.sqrt, x) if root else real(
            p, x, p.mp.power, x, exponent(p))  # fmt: skip

    return program.remembered(run, slots)


def real(p, x, function, *arguments):
    """A function's value where it is real and finite; x decides the doubtful cases."""
    try:
        value = function(*arguments)
    except ComplexResult:
        raise (Undecided if abs(x) < p.snapped else Outside) from None
    if not p.mp.isfinite(value):
        raise Outside
    return value


@compiled.register
def applied(e: sp.Function, program, scope):
    if e.func not in FUNCTIONS:
        raise MalformedStep(f"the test cannot evaluate {type(e).__name__}: {e}")
    (argument,), slots = program.codes(e.args, scope)
    function, extreme = getattr(program.mp, FUNCTIONS[e.func]), e.func is not sp.log

    def run(p):
        x = argument(p)
        if extreme and abs(x) > HUGE:
            raise Undecided
        return real(p, x, function, x)

    return program.remembered(run, slots)


@compiled.register
def arbitrary(e: Elementwise, program, scope):
    (argument,), slots = program.codes(e.args, scope)
    base, order = e.base, e.order

    def run(p):
        mp, x = p.mp, argument(p)
        a, b, c, q, g = p.stand_in(base)
        wave = a * b**order * mp.sin(b * x + c + order * mp.pi / 2)
        line = (q * x * x + g * x, 2 * q * x + g, 2 * q)
        return wave + line[order] if order < 3 else wave

    return program.remembered(run, slots)
