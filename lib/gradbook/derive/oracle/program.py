"""From expression trees to closures: compiled once per step, run at every point.

`compiled` and `entries` dispatch on the class of a node; the modules values, cases,
sums and matrices register one handler per class. A closure takes the point and
returns a number of the private mpmath context. Index values live in `point.indices`,
by slot; a bound name's slot is set by the sum that binds it.
"""

from collections.abc import Callable
from functools import singledispatch
from typing import NamedTuple

import sympy as sp

from ..errors import FalseStep, MalformedStep
from ..language import d
from .points import arithmetic


class Code(NamedTuple):
    """A closure and the index slots that it reads."""

    run: Callable
    slots: frozenset = frozenset()


class Binder(NamedTuple):
    """A name bound by a sum or a definition: its range, or how its value arises."""

    symbol: sp.Expr
    slot: int
    low: Callable | None = None
    high: Callable | None = None
    value: Callable | None = None


class Kink(NamedTuple):
    """A difference whose sign decides a case, and the names bound where it stands."""

    expression: tuple
    code: Code
    scope: tuple


@singledispatch
def compiled(e, program, scope):
    """The code of one node; a class without a handler is refused."""
    raise MalformedStep(f"the test cannot evaluate {type(e).__name__}: {e}")


class Program:
    """Everything the test of one step has compiled: slots, definitions, kinks."""

    def __init__(self, context, *expressions, step=15, spare=0):
        self.context = context
        reached = self.reachable(expressions)
        self.integral = any(e.has(sp.Integral) for e in reached)
        self.nesting = max((self.nested(e) for e in reached), default=0)
        self.step = 7 if self.integral else step
        enough = 30 if self.integral else digits(self.nesting, step)
        self.mp = arithmetic(enough + spare)
        self.slots, self.sizes, self.kinks = {}, {}, {}
        self.names, self.readers, self.continuous = {}, {}, set()
        self.compiled = 0

    def reachable(self, expressions):
        """The expressions and the bodies of all definitions behind them."""
        reached, waiting = [], list(expressions)
        while waiting:
            e = waiting.pop()
            if e in reached:
                continue
            reached.append(e)
            names = {x.name for x in e.atoms(sp.Symbol, sp.IndexedBase)}
            found = (self.context.definitions.get(name) for name in sorted(names))
            waiting += [definition.body for definition in found if definition]
        return reached

    def nested(self, e, seen=()):
        """How many derivatives stand inside one another, through definitions too."""
        name = getattr(e, "name", None)
        if isinstance(e, sp.Symbol | sp.IndexedBase) and name not in seen:
            found = self.context.definitions.get(name)
            return self.nested(found.body, (*seen, name)) if found else 0
        inner = max((self.nested(x, seen) for x in e.args), default=0)
        return inner + isinstance(e, d)

    def code(self, e, scope=()):
        """The code of an expression inside the given binders."""
        return compiled(sp.sympify(e), self, scope)

    def codes(self, expressions, scope):
        """The closures of several expressions and all slots that they read."""
        made = [self.code(e, scope) for e in expressions]
        return [c.run for c in made], frozenset().union(*(c.slots for c in made))

    def slot(self, symbol):
        """The slot of an index or of a bound name."""
        if symbol not in self.slots:
            self.slots[symbol] = len(self.slots)
        return self.slots[symbol]

    def length(self, p, slot):
        """How far the index in a slot runs at this point."""
        if slot not in self.sizes:
            symbol = next(x for x, s in self.slots.items() if s == slot)
            self.sizes[slot] = self.code(symbol.upper).run
        return whole(p, self.sizes[slot], "range")

    def remembered(self, run, slots):
        """Code whose value is kept per point and per value of its slots."""
        if slots & self.continuous:
            return Code(run, slots)
        self.compiled += 1
        number, order = self.compiled, sorted(slots)

        def recalled(p):
            key = (number, *[p.indices[s] for s in order])
            return p.remembered(key, run)

        return Code(recalled, slots)

    def kink(self, left, right, scope):
        """The code of left - right, noted as a place to look at when it is zero."""
        (a, b), slots = self.codes((left, right), scope)
        code = Code(lambda p: p.gap(a(p) - b(p)), slots)
        computed = {binder.slot for binder in scope if binder.value}
        if not (slots & self.continuous) - computed:
            key = (left, right, tuple(binder.symbol for binder in scope))
            self.kinks.setdefault(key, Kink((left, right), code, scope))
        return code

    def known(self, symbol):
        """Two different symbols with one name would be drawn as one: refuse."""
        kind = isinstance(symbol, sp.IndexedBase)
        first = self.names.setdefault((kind, str(symbol)), symbol)
        if first != symbol:
            raise MalformedStep(f"{symbol}: two different names look the same")
        return symbol


def digits(nesting, step):
    """The digits for which truncation, not rounding, limits a difference quotient.

    The outer difference moves by 10^-step; each one inside it by 1e-10 of that, so
    that it never reaches over a kink that the outer one stands beside. Dividing by
    all these steps costs as many digits; 2 * step (at least 45) are to remain.
    """
    lost = sum(step + 10 * level for level in range(max(nesting, 1)))
    return max(45, 2 * step) + lost


def whole(p, run, what):
    """A value that must be an integer: a range's end, a position."""
    value = run(p)
    nearest = int(value)
    if value == nearest:
        return nearest
    nearest = int(p.mp.nint(value))
    if abs(value - nearest) > p.tiny:
        raise MalformedStep(f"{what}: expected an integer, got {p.mp.nstr(value, 6)}")
    return nearest


def expect_inside(name, at, sizes):
    """A position must lie on its axis at this point."""
    for place, size in zip(at, sizes, strict=True):
        if size is not None and not 1 <= place <= size:
            raise FalseStep(f"{name}: position {place} is not on an axis "
                            f"of length {size}")  # fmt: skip
