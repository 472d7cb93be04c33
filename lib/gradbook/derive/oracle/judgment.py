"""Judging one step: which points are visited, and when two sides count as equal."""

from itertools import product
from random import Random

from ..errors import FalseStep, MalformedStep
from .draws import STYLES
from .magnitudes import magnitude
from .moves import onto, ranges, satisfy, split
from .points import Corner, Outside, Point, Undecided
from .program import Program
from .report import Line, described

FEWEST = 3  # points at which a step must have been seen to hold
CELLS, KINK_CELLS = 10, 3  # assignments of the free indices per point
PATIENCE = 24  # seeds tried before giving up on finding admissible points
KINK_SEEDS = 2
EVERY = -1  # the bits of all names
UNDECIDED = "undecided"


class Judgment:
    """One step compiled, with its hypotheses and kinks."""

    def __init__(self, left, relation, right, context):
        if relation not in ("=", "<="):
            raise MalformedStep(f"relation: expected = or <=, got {relation}")
        self.line, self.relation = Line(left, relation, right), relation
        sides = [side for h in context.hypotheses for side in getattr(h, "args", ())]
        self.program = Program(context, left, right, *sides)
        self.sides, self.blame = (left, right), None
        self.left, self.right = self.program.code(left), self.program.code(right)
        self.kinks = list(self.program.kinks.values())
        self.apart, self.equal = split(context.hypotheses, self.program)
        self.free = sorted(self.left.slots | self.right.slots)
        self.names = {s: str(x) for x, s in self.program.slots.items()}
        self.tolerance = self.program.mp.mpf(10) ** (
            -10 if self.program.integral else -20
        )
        self.scales = None

    def points(self):
        """The number of points at which the step held; raises at the first other."""
        trials = 2 if self.program.integral else len(STYLES)
        cells = 2 if self.program.integral else CELLS
        held = sum(self.held(self.point(seed), cells) for seed in range(trials))
        for seed in range(trials, PATIENCE):
            if held >= FEWEST:
                break
            held += self.held(self.point(seed), cells)
        if not self.program.integral:
            held += sum(self.on(kink, seed) for kink in self.kinks
                        for seed in range(KINK_SEEDS))  # fmt: skip
        if held < min(FEWEST, trials):
            raise self.blame or self.line.nowhere()
        return held

    def point(self, seed):
        """A random point that satisfies the hypotheses Eq, or None."""
        p = Point(seed, STYLES[seed % len(STYLES)], self.program.mp)
        try:
            p.locked = satisfy(p, self.equal, self.program)
        except (MalformedStep, Outside, ZeroDivisionError) as error:
            self.blame = error if isinstance(error, MalformedStep) else self.blame
            return None
        return p

    def held(self, p, most, first=None):
        """At how many assignments of the free indices the step holds at a point."""
        if p is None or not self.admissible(p):
            return 0
        return sum(self.compare(p, indices) for indices in self.grid(p, most, first))

    def admissible(self, p):
        """Whether every hypothesis Ne holds here, for all its free indices."""
        try:
            return all(
                abs(p.traced(code.run, indices)[0]) > p.snapped
                for _, code in self.apart
                for indices in ranges(p, code.slots, self.program)
            )
        except (Outside, Undecided, ZeroDivisionError):
            return False

    def grid(self, p, most, first=None):
        """Assignments of the free indices, equal and different ones before others."""
        lengths = [self.program.length(p, slot) for slot in self.free]
        if any(n < 1 for n in lengths):
            return []
        rng = Random(f"{p.seed}|indices")
        cells = list(product(*(range(1, n + 1) for n in lengths)))
        rng.shuffle(cells)
        same = rng.randint(1, min(lengths, default=1))
        apart = tuple(1 + place % n for place, n in enumerate(lengths))
        chosen = [first] if first else []
        chosen += [(same,) * len(lengths), apart, *cells]
        return [dict(zip(self.free, cell, strict=True))
                for cell in list(dict.fromkeys(chosen))[:most]]  # fmt: skip

    def on(self, kink, seed):
        """The same at a point moved onto a kink."""
        p = self.point(seed)
        cells = self.grid(p, 1) if p else []
        if not cells or not onto(p, kink, cells[0], p.locked):
            return 0
        p.lenient = True
        return self.held(p, KINK_CELLS, tuple(cells[0].values()))

    def compare(self, p, indices):
        """Whether the step was seen to hold, or raise its refusal."""
        (a, read_left), (b, read_right) = (
            self.value(p, code, indices) for code in (self.left, self.right)
        )
        if UNDECIDED is a or UNDECIDED is b or (a is None and b is None):
            return False
        one_outside = a is None or b is None
        if one_outside and p.lenient:
            return False
        if one_outside or not self.agree(p, indices, a, b):
            told = self.told(p, read_left | read_right, indices)
            raise self.line.false(p, told, a, b)
        return True

    def value(self, p, code, indices):
        """One side's value, None where it is not real, with the names it read."""
        try:
            return p.traced(code.run, indices)
        except (Outside, ZeroDivisionError):
            return None, EVERY
        except Undecided:
            return UNDECIDED, EVERY
        except Corner as corner:
            told = self.told(p, EVERY, indices)
            raise self.line.cornered(p, told, corner) from None
        except FalseStep as error:
            raise self.line.beyond(error, self.told(p, EVERY, indices)) from None

    def told(self, p, reads, indices):
        """The point as text, with the free indices by name."""
        return described(p, reads, {self.names[s]: at for s, at in indices.items()})

    def agree(self, p, indices, a, b):
        """Whether the relation holds between two values, up to the tolerance."""
        gap = a - b if self.relation == "<=" else abs(a - b)
        if gap <= self.tolerance * (abs(a) + abs(b)):
            return True
        if self.scales is None:
            self.scales = [magnitude(e, self.program, ()) for e in self.sides]
        scale = sum(p.traced(code.run, indices)[0] for code in self.scales)
        return gap <= self.tolerance * (scale / 100 + p.mp.mpf(10) ** -7)
