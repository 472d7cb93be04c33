"""Judging one step: which points are visited, and when two sides count as equal."""

from itertools import product
from random import Random

from ..errors import FalseStep, MalformedStep
from .draws import STYLES
from .kinks import around
from .moves import ranges, satisfy, split
from .points import Corner, Outside, Point, Undecided
from .program import Program
from .report import Line, described

FEWEST = 3  # points at which a step must have been seen to hold
CELLS, KINK_CELLS = 10, 3  # assignments of the free indices per point
PATIENCE = 24  # seeds tried before giving up on finding admissible points
SPARE = 0, 1000  # digits added before a gap is believed
EVERY = -1  # the bits of all names
UNDECIDED = "undecided"


class Sides:
    """Both sides of a step, compiled for difference steps of one size."""

    def __init__(self, left, right, context, **options):
        hypotheses = [side for h in context.hypotheses for side in h.args]
        self.program = Program(context, left, right, *hypotheses, **options)
        self.left, self.right = self.program.code(left), self.program.code(right)


class Judgment:
    """One step compiled, with its hypotheses and kinks."""

    def __init__(self, left, relation, right, context):
        if relation not in ("=", "<="):
            raise MalformedStep(f"relation: expected = or <=, got {relation}")
        self.line, self.relation = Line(left, relation, right), relation
        self.step, self.blame = (left, right, context), None
        self.coarse, self.finer = Sides(*self.step), {}
        self.program = self.coarse.program
        self.kinks = list(self.program.kinks.values())
        self.apart, self.equal = split(context.hypotheses, self.program)
        self.free = sorted(self.coarse.left.slots | self.coarse.right.slots)
        self.symbols = {slot: x for x, slot in self.program.slots.items()}

    def run(self):
        """The number of points at which the step held; raises at the first other."""
        try:
            return self.points()
        except FalseStep as error:
            if hasattr(error, "point"):
                raise
            raise self.line.beyond(error, {}) from None  # while a point was made

    def points(self):
        """How often the step held: at random points, on kinks and beside them."""
        trials, cells = (2, 2) if self.program.integral else (len(STYLES), CELLS)
        held = sum(self.held(self.point(seed), cells) for seed in range(trials))
        for seed in range(trials, PATIENCE):
            if held >= min(FEWEST, trials):
                break
            held += self.held(self.point(seed), cells)
        if not self.program.integral:
            held += sum(self.beside(kink, seed) for kink in self.kinks
                        for seed in (0, 1))  # fmt: skip
        if held < min(FEWEST, trials):
            raise self.blame or self.line.nowhere()
        return held

    def point(self, seed):
        """A random point that satisfies the hypotheses Eq, or None."""
        style = STYLES[seed % len(STYLES)]
        p = Point(seed, style, self.program.mp, self.program.step)
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

    def beside(self, kink, seed):
        """The same on a kink and on either side of it."""
        p, held = self.point(seed), 0
        cells = self.grid(p, 1) if p else []
        for cell in cells:
            strict = p.lenient
            for _ in around(p, kink, cell, p.locked):
                p.lenient = strict or p.on_kink
                held += self.held(p, KINK_CELLS, tuple(cell.values()))
        return held

    def compare(self, p, indices):
        """Whether the step was seen to hold, or raise its refusal."""
        (a, read_left), (b, read_right) = (
            self.value(p, code, indices)
            for code in (self.coarse.left, self.coarse.right)
        )
        if UNDECIDED is a or UNDECIDED is b or (a is None and b is None):
            return False
        one_outside = a is None or b is None
        if one_outside and p.lenient:
            return False
        if not one_outside and self.agree(p, a, b):
            return True
        if self.exact(p) and not self.stays(p, indices, a, b):
            return not one_outside
        told = self.told(p, read_left | read_right, indices)
        raise self.line.false(p, told, a, b)

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
        names = {str(self.symbols[slot]): at for slot, at in indices.items()}
        return described(p, reads, names)

    def exact(self, p):
        """Whether more digits would tell more: a kink is only known to 60 digits."""
        return not (p.on_kink or self.program.integral)

    def agree(self, p, a, b):
        """Whether the relation holds between two values, up to the tolerance."""
        gap, scale, ten = self.gap(a, b), abs(a) + abs(b), p.mp.mpf(10)
        if self.exact(p):
            return gap <= ten**-20 * scale or gap <= ten**-30
        return gap <= ten**-10 * (scale + ten**-5)

    def gap(self, a, b):
        """By how much the relation is missed."""
        return a - b if self.relation == "<=" else abs(a - b)

    def stays(self, p, indices, a, b):
        """Whether a failure is still seen with steps of 1e-35, then 1000 more digits.

        What differencing, rounding and saturation left shrinks; a false step stays.
        """
        for spare in SPARE:
            x, y = self.again(p, indices, spare)
            if UNDECIDED is x or UNDECIDED is y:
                return False
            if (x is None, y is None) != (a is None, b is None):
                return False
            known = a is not None and b is not None
            if known and self.gap(x, y) < self.gap(a, b) / 10**5:
                return False
        return True

    def again(self, p, indices, spare):
        """Both sides at the same point with smaller steps and more digits."""
        if spare not in self.finer:
            self.finer[spare] = Sides(*self.step, step=35, spare=spare)
        sides, program = self.finer[spare], self.finer[spare].program
        at = {program.slot(self.symbols[slot]): n for slot, n in indices.items()}
        q = p.finer(program.mp, program.step)
        return [self.value(q, code, at)[0] for code in (sides.left, sides.right)]
