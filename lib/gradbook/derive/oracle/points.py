"""A random point: what every name is worth there, and what each value was made from.

A value is drawn when it is first read, from a generator seeded with the trial, the
name and the position, so that it does not depend on who asks first. Every read sets
one bit of `reads`; a remembered value keeps the bits it was made from. Moving one
name by a difference step then recomputes only what depends on that name.
"""

from functools import cache
from random import Random

import mpmath

from .draws import draw, stand_in


class Outside(ArithmeticError):
    """A value that is not a finite real number."""


class Undecided(ArithmeticError):
    """A value too extreme to say at this precision whether it is a real number."""


class Corner(Exception):
    """A derivative taken where the slopes from below and above differ."""

    def __init__(self, f, x, below, above):
        super().__init__(f, x, below, above)
        self.f, self.x, self.below, self.above = f, x, below, above


@cache
def arithmetic(digits):
    """A private mpmath context; the global one is never touched."""
    mp = mpmath.MPContext()
    mp.dps, mp.trap_complex = digits, True
    return mp


class Layer:
    """What was computed while some names were held at moved values."""

    __slots__ = ("above", "bit", "depth", "memo", "moved", "parent", "value")

    def __init__(self, parent=None, bit=0, value=None):
        self.parent, self.bit, self.value = parent, bit, value
        self.memo, self.moved = {}, {}
        self.above = bit | (parent.above if parent else 0)
        self.depth = parent.depth + 1 if parent else 0

    def moved_to(self, bit, value):
        """The layer on top of this one in which one name has another value."""
        if (bit, value) not in self.moved:
            self.moved[bit, value] = Layer(self, bit, value)
        return self.moved[bit, value]

    def find(self, bit):
        """The value to which a name was moved, the latest move first."""
        layer = self
        while layer.bit != bit:
            layer = layer.parent
        return layer.value


class Point:
    """One random assignment of sizes, scalars and entries, drawn on first use."""

    def __init__(self, seed, style, mp, step, fixed=None):
        self.seed, self.style, self.mp, self.step = seed, style, mp, step
        self.values, self.symbols, self.bits = {}, {}, {}
        self.fixed = fixed or {}
        self.indices, self.reads, self.layer = {}, 0, Layer()
        self.lenient, self.on_kink = style not in ("unit", "small"), False
        self.tiny = mp.mpf(10) ** (10 - mp.dps)
        self.snapped = mp.mpf(10) ** (15 - mp.dps)
        self.coefficients = {}

    def read(self, key, symbol):
        """The value of a scalar or an entry that no definition stands behind."""
        bit = self.bits.get(key) or self.name(key)
        self.reads |= bit
        if self.layer.above & bit:
            return self.layer.find(bit)
        if key not in self.values:
            self.values[key] = self.drawn(key, symbol)
            self.symbols[key] = symbol
        return self.values[key]

    def name(self, key):
        """The bit that stands for this name in `reads`."""
        return self.bits.setdefault(key, 1 << len(self.bits))

    def drawn(self, key, symbol):
        """A value for a name that was never read before."""
        if key in self.fixed:
            return self.mp.mpf(self.fixed[key])
        value = draw(self.seed, label(key), symbol, self.style)
        self.lenient |= value == 0
        return self.mp.mpf(value.numerator) / value.denominator

    def put(self, key, value):
        """Move a name for good; whatever was remembered is forgotten."""
        self.values[key], self.layer = value, Layer()

    def finer(self, mp, step):
        """The same point for arithmetic with more digits."""
        p = Point(self.seed, self.style, mp, step)
        p.values = {key: mp.make_mpf(v._mpf_) for key, v in self.values.items()}
        p.symbols, p.bits = dict(self.symbols), dict(self.bits)
        return p

    def traced(self, run, indices):
        """A value with the bits it was made from, computed afresh from this point."""
        self.reads, self.layer = 0, self.bottom()
        self.indices.update(indices)
        return run(self), self.reads

    def bottom(self):
        """The layer in which nothing is moved."""
        layer = self.layer
        while layer.parent is not None:
            layer = layer.parent
        return layer

    def remembered(self, key, run):
        """`run`'s value, computed once for all moves that do not touch its reads."""
        value, bits = self.recall(key) or self.compute(key, run)
        self.reads |= bits
        return value

    def recall(self, key):
        """What was remembered here or below, unless a move since then touches it."""
        layer, moved = self.layer, 0
        while layer is not None:
            found = layer.memo.get(key)
            if found is not None and not found[1] & moved:
                return found
            moved |= layer.bit
            layer = layer.parent
        return None

    def compute(self, key, run):
        """Compute and remember in the lowest layer for which the value is valid."""
        outer, self.reads = self.reads, 0
        found = run(self), self.reads
        self.reads, layer = outer, self.layer
        while layer.parent is not None and not found[1] & layer.bit:
            layer = layer.parent
        layer.memo[key] = found
        return found

    def gap(self, value):
        """A difference that decides a case: zero, on a kink, means exactly zero."""
        return self.mp.zero if self.on_kink and abs(value) < self.snapped else value

    def stand_in(self, base):
        """The random coefficients of an arbitrary function, the same on every read."""
        if base not in self.coefficients:
            drawn = stand_in(Random(f"{self.seed}|function {base}"))
            self.coefficients[base] = tuple(
                self.mp.mpf(n.numerator) / n.denominator for n in drawn
            )
        return self.coefficients[base]


def label(key):
    """A name with its position, as a reader writes it: x, p[2], W[1, 3]."""
    name, position = key
    return f"{name}[{', '.join(map(str, position))}]" if position else name
