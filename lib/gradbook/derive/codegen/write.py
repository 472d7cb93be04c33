"""The author's expression as array code: never expanded, never simplified.

Every rule takes an expression and gives a `Value`: its code and the indices that its
axes carry. An expanded variance would cancel catastrophically, so the code computes
what the page shows, in the order in which the page shows it.
"""

import sympy as sp
from sympy import (
    Add,
    Function,
    Indexed,
    Integer,
    KroneckerDelta,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    S,
    Sum,
    Symbol,
)  # fmt: skip

from ..display.order import terms
from ..display.product import common_denominator, product
from ..errors import MalformedStep
from ..language import Elementwise, Entry, Term, d
from ..symbols import Scalar
from .entries import EntryCode
from .names import identifier
from .select import SelectCode
from .sum import Contraction
from .value import ADD, ATOM, MUL, POW, Value, call, plus, times


class Writer(EntryCode, SelectCode):
    """Writes one line; `reference(name)` says how a name is known, or refuses it."""

    def __init__(self, page, axes):
        self.page, self.target, self.like = page, page.target, page.like
        self.order, self.letter, self.calls = list(axes), {}, []
        self.unfold = page.unfold

    def value(self, e):
        """The code of e."""
        if self.is_constant(e):
            return self._constant(e)
        for kind, rule in RULES:
            if isinstance(e, kind):
                return rule(self, e)
        raise MalformedStep(f"compile: {type(e).__name__} has no code: {e}")

    def is_constant(self, e):
        """True for numbers and sizes: plain Python numbers, which keep float32."""
        return not e.has(*VARYING) and all(map(self.page.is_size, e.free_symbols))

    # ------------------------------------------------------------ names
    def symbol(self, e):
        """A scalar: an argument or a definition."""
        if found := self.page.definition(e):
            return found.value(())
        return Value(self.page.argument(e))

    def indexed(self, e):
        """An entry of an argument or of a definition."""
        if found := self.page.definition(e):
            name, extra = found
            return self.entry(name, (*e.indices, *extra))
        return self.entry(self.page.argument(e.base.label), e.indices)

    # ------------------------------------------------------------ arithmetic
    def add(self, parts):
        """A sum of (negative, value) parts."""
        return plus(parts, self.rank, self.target)

    def sum_of_terms(self, e):
        """An Add, in the order of the page."""
        if common_denominator(e) > 1:
            return self.product_of_factors(e)
        return self.add([(negative, self.value(t)) for negative, t in terms(e)])

    def product_of_factors(self, e):
        """A Mul, in the order of the page, with one division."""
        p = product(e)
        over, under = map(self.value, p.over), map(self.value, p.under)
        return times([*over], [*under], self.rank, self.target, p.negative)

    def power(self, e):
        """A power; negative ones are divisions."""
        if e.exp.is_Rational and e.exp.is_negative:
            return self.product_of_factors(e)
        if e.exp == S.Half:
            return self.apply("sqrt", e.base)
        base, power = self.value(e.base), self.value(e.exp)
        axes = self.common_axes([base, power])
        base, power = (self.aligned(v, axes) for v in (base, power))
        return Value(f"{base.within(ATOM)}**{power.within(ATOM)}", axes, POW)

    def total(self, e):
        """A Sum over typed indices."""
        if not all(isinstance(v, sp.Idx) and low == 1 for v, low, _ in e.limits):
            raise MalformedStep(f"compile: the sum over {e.variables[0]} has no array "
                                "axis; sum over an index(...)")  # fmt: skip
        p, summed = product(e.function), set(e.variables)
        over, under = [*map(self.value, p.over)], [*map(self.value, p.under)]
        within = [[v for v in r if summed & {*v.axes}] for r in (over, under)]
        outside = [[v for v in r if not summed & {*v.axes}] for r in (over, under)]
        seen = {a for row in within for v in row for a in v.axes}
        idle = [v.upper for v in e.variables if v not in seen]
        outside[0] += [self.value(sp.sympify(n)) for n in idle]
        if seen:
            contract = Contraction(summed, self.rank, self.target, self.letters)
            outside[0].append(contract(*within))
        return times(*outside, self.rank, self.target, p.negative)

    def matrix_entry(self, e):
        """An entry of a matrix expression."""
        return self.value(self.unfold(e.matrix, *e.position))

    # ------------------------------------------------------------ functions
    def function(self, e):
        """A function known to the library, or one that the caller passes in."""
        if isinstance(e, Elementwise):
            name = identifier(e.base) + "_prime" * e.order
            self.page.callables.add(name)
            return self._call(name, e.args[0])
        return self.apply(type(e).__name__, e.args[0])

    def apply(self, name, x):
        """A library function at x."""
        if name not in self.target.functions:
            raise MalformedStep(f"compile: {name} has no code")
        self.page.used.add(name)
        return self._call(self.target.functions[name], x)

    def _call(self, name, x):
        inner = self.value(x)
        value = call(name, inner.code, axes=inner.axes)
        self.calls.append((name.rpartition(".")[2], value.code))
        return value

    # ------------------------------------------------------------ constants
    def _constant(self, e):
        """A number, with sizes in it: computed by Python, so that it has no dtype."""
        if isinstance(e, Integer):
            return Value(str(e), (), ATOM if e >= 0 else ADD)
        if e.is_Rational:
            return self._rational(e)
        if e in (sp.pi, sp.E):
            return Value("math.pi" if e is sp.pi else "math.e")
        if isinstance(e, Symbol):
            return Value(self.page.size(e))
        if e.is_Pow and e.exp == S.Half:
            return Value(f"math.sqrt({self._constant(e.base).code})")
        if isinstance(e, Function) and type(e).__name__ in PYTHON:
            name = PYTHON[type(e).__name__]
            return Value(f"{name}({', '.join(self._constant(x).code for x in e.args)})")
        if isinstance(e, Add | Mul | Pow):
            return dict(RULES)[type(e)](self, e)
        raise MalformedStep(f"compile: {e} has no code")

    def _rational(self, e):
        short = repr(float(e))
        if len(short) <= 10 and sp.Rational(short) == e:
            return Value(short, (), ATOM if e >= 0 else ADD)
        return Value(f"{e.p} / {e.q}", (), MUL if e >= 0 else ADD)


PYTHON = {
    **{name: f"math.{name}" for name in ("exp", "log", "tanh", "sin", "cos", "erf")},
    "Abs": "abs", "Max": "max", "Min": "min",
}  # fmt: skip

VARYING = (Indexed, Scalar, sp.Idx, Sum, Entry, Term, d, KroneckerDelta)

RULES = (
    (Symbol, Writer.symbol), (sp.Idx, Writer.position), (Indexed, Writer.indexed),
    (Add, Writer.sum_of_terms), (Mul, Writer.product_of_factors), (Pow, Writer.power),
    (Sum, Writer.total), (Entry, Writer.matrix_entry), (KroneckerDelta, Writer.delta),
    (Piecewise, Writer.piecewise), (Max | Min, Writer.extreme),
    (sp.Heaviside, Writer.step), (d, Writer.refuse), (sp.Derivative, Writer.refuse),
    (sp.Integral, Writer.refuse), (Term, Writer.refuse), (Function, Writer.function),
)  # fmt: skip
