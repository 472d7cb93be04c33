"""Moving a point to where a difference is zero, as a hypothesis Eq demands."""

from itertools import product

import sympy as sp

from ..errors import MalformedStep
from .draws import bounds
from .points import Outside, Undecided


class Move:
    """Names that are moved together: one alone, or one tensor's entries in scale."""

    def __init__(self, p, keys):
        self.p, self.keys = p, keys
        self.values = [p.values[key] for key in keys]
        whole_number = p.symbols[keys[0]].is_integer
        self.alone = len(keys) == 1
        self.start = self.values[0] if self.alone else p.mp.one
        self.stride = p.mp.one if whole_number else p.mp.one / 8

    def to(self, t):
        """Put the names at parameter t: the value itself, or a common factor."""
        for key, value in zip(self.keys, self.values, strict=True):
            self.p.put(key, t if self.alone else t * value)

    def back(self):
        """Put the names where they were."""
        for key, value in zip(self.keys, self.values, strict=True):
            self.p.put(key, value)

    def admitted(self):
        """Whether every moved name still lies where it may."""
        p = self.p
        return all(admitted(p, p.symbols[k], p.values[k]) for k in self.keys)


def admitted(p, symbol, value):
    """Whether a moved value respects its symbol, with room for rounding."""
    low, high = (
        end if end is None else p.mp.mpf(end.numerator) / end.denominator
        for end in bounds(symbol)
    )
    if low is not None and value - low < p.tiny:
        return False
    if high is not None and high - value < p.tiny:
        return False
    if symbol.is_integer and abs(value - p.mp.nint(value)) > p.tiny:
        return False
    if symbol.is_nonzero and abs(value) < p.tiny:
        return False
    if symbol.is_positive or symbol.is_nonnegative:
        return value > (-p.tiny if symbol.is_positive is None else p.tiny)
    if symbol.is_negative or symbol.is_nonpositive:
        return value < (p.tiny if symbol.is_negative is None else -p.tiny)
    return True


def root(p, move, gap):
    """Where gap(p) is zero along a move, by the secant method; None if not found."""
    try:
        t0, g0 = move.start, gap()
        t1 = t0 + move.stride
        for _ in range(40):
            move.to(t1)
            g1 = gap()
            if abs(g1) <= p.tiny:
                return t1
            if g1 == g0:
                break
            t0, g0, t1 = t1, g1, t1 - g1 * (t1 - t0) / (g1 - g0)
    except (Outside, Undecided, ZeroDivisionError, MalformedStep):
        pass
    move.back()
    return None


def vanishes(p, move, gap):
    """Make gap(p) zero along one move where that is admitted; else undo it."""
    if root(p, move, gap) is not None and move.admitted():
        return True
    move.back()
    return False


def read_by(p, run, indices, locked=()):
    """The drawn names that a value is made from, in order of name and position."""
    bits = p.traced(run, indices)[1]
    return [key for key in sorted(p.values) if p.bits[key] & bits and key not in locked]


def satisfy(p, equations, program):
    """Move the point until every hypothesis Eq holds, for all its free indices."""
    locked = set()
    for hypothesis, code in equations:
        for indices in ranges(p, code.slots, program):

            def gap(code=code, indices=indices):
                return p.traced(code.run, indices)[0]

            if abs(gap()) > p.tiny and not any(
                vanishes(p, move, gap) for move in moves(p, code, indices, locked)
            ):
                raise MalformedStep(f"where: could not find a point with {hypothesis}")
            locked.update(read_by(p, code.run, indices))
    return locked


def moves(p, code, indices, locked):
    """Every single name the difference reads, then every tensor's entries in scale."""
    keys = read_by(p, code.run, indices, locked)
    yield from (Move(p, [key]) for key in keys)
    for name in sorted({name for name, _ in keys}):
        group = [key for key in keys if key[0] == name]
        if len(group) > 1:
            yield Move(p, group)


def ranges(p, slots, program):
    """Every assignment of the given slots of free indices."""
    order = sorted(slots)
    lengths = [program.length(p, slot) for slot in order]
    for at in product(*(range(1, n + 1) for n in lengths)):
        yield dict(zip(order, at, strict=True))


def split(hypotheses, program):
    """Hypotheses Ne and Eq as differences; any other kind is refused."""
    apart, equal = [], []
    for h in hypotheses:
        if h == sp.true:
            continue
        if h == sp.false:
            raise MalformedStep("where: a hypothesis holds nowhere")
        if not isinstance(h, sp.Eq | sp.Ne):
            raise MalformedStep(f"where: expected Ne(a, b) or Eq(a, b), got {h}")
        (a, b), slots = program.codes((h.lhs, h.rhs), ())
        code = program.remembered(lambda p, a=a, b=b: a(p) - b(p), slots)
        (apart if isinstance(h, sp.Ne) else equal).append((h, code))
    return apart, equal
