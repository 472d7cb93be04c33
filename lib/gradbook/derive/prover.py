"""A proof that two lines are equal for every shape and every value, or none.

A proof is a fixed sequence of attempts; no clock decides. Not finding one says
nothing about the step. What a found one rests on: SymPy's differentiation and
polynomial arithmetic, and the normal form of this package.
"""

import sympy as sp
from sympy import Dummy, Indexed, KroneckerDelta, S

from .binders import applied, rename_apart, sums_as_symbols
from .errors import Unproved
from .expansion import expect_low_degree, expect_short, terms_of
from .hypotheses import instances, row
from .kinks import (
    KINKED,
    bound_in,
    difference,
    gaps,
    in_order,
    movable,
    possible,
    settle,
)
from .language import Term
from .normal_form import NormalForm
from .signs import is_nonnegative
from .unfold import Unfolder

# What makes two written forms of one function equal, from cheap to thorough.
LADDER = (
    sp.expand,
    lambda e: sp.cancel(sp.together(expect_low_degree(e))),
    lambda e: sp.cancel(sp.together(expect_low_degree(e.rewrite(sp.exp)))),
    lambda e: sp.expand(sp.expand_log(sp.piecewise_fold(e))),
    sp.radsimp,
    sp.simplify,
    lambda e: sp.simplify(e.rewrite(sp.exp)),
)
MOST_CASES = 400  # of signs, in one proof
LARGE = 100  # operations; above, only the cheap end of the ladder is climbed


class Prover:
    """Proves statements in one context."""

    def __init__(self, context):
        self.context, self.cases = context, 0
        hypotheses = context.hypotheses
        self.apart = [difference(h) for h in hypotheses if isinstance(h, sp.Ne)]
        self.apart = [rename_apart(Unfolder(context)(gap)) for gap in self.apart]
        self.normal = NormalForm(
            tuple(row(h) for h in hypotheses if not isinstance(h, sp.Ne))
        )

    def equal(self, left, right):
        """True when left = right is proved."""
        unfold = Unfolder(self.context)
        gap = rename_apart(unfold(right) - unfold(left))
        return self._may_differentiate(unfold.kinks) and self.is_zero(gap)

    def at_most(self, left, right, certificate=None):
        """True when left <= right is proved: the gap is a non-negative certificate."""
        if certificate is None:
            certificate = right - left
        elif not self.equal(left + certificate, right):
            return False
        unfold = Unfolder(self.context)
        gap = rename_apart(unfold(certificate))
        return self._may_differentiate(unfold.kinks) and is_nonnegative(
            gap, self.normal
        )

    def by_induction(self, relation, claim, term):
        """True when base and step of an induction on term's position are proved.

        The step is taken at first + k for a new k >= 0, of which nothing else is
        known: the position of the term may be known to be positive, and the rule
        may mention it. For `<=` the step starts from claim - u with u >= 0, which
        is what the induction hypothesis says of the term.
        """
        position = term.first + Dummy("k", integer=True, nonnegative=True)
        base, here, following = (
            claim.subs(term.position, n) for n in (term.first, position, position + 1)
        )
        if relation == "=":
            step = applied(term.rule, here, position)
            return self.equal(term.value, base) and self.equal(step, following)
        step = applied(term.rule, here - Dummy("u", nonnegative=True), position)
        return self.at_most(term.value, base) and self.at_most(step, following)

    # ------------------------------------------------------------ zero
    def is_zero(self, e):
        """True when e = 0 is proved, by cases where e has deltas or kinks."""
        e = self.normal(e)
        if e == 0:
            return True
        bound = bound_in(e)
        for k in in_order(e.atoms(KroneckerDelta)):
            if not any(k.has(v) for v in bound):
                return self._delta_cases(e, k)
        for k in in_order(e.atoms(*KINKED)):
            cases = self._sign_cases(e, k)
            if cases is not None:
                self._count_cases(cases)
                return all(map(self.is_zero, cases))
        return self._algebra(e)

    def _count_cases(self, cases):
        self.cases += len(cases)
        if self.cases > MOST_CASES:
            raise Unproved("the step falls into too many cases; take a smaller step")

    def _delta_cases(self, e, k):
        """Both indices equal; both different."""
        a, b = k.args[:2]
        a, b = (b, a) if a.is_number or b.has(a) else (a, b)
        if a.is_number or b.has(a):
            return False
        same = e.xreplace({k: S.One}).xreplace({a: b})
        return self.is_zero(same) and self.is_zero(e.xreplace({k: S.Zero}))

    def _sign_cases(self, e, kinked):
        """e where the argument of a kink is positive, negative and zero."""
        for gap in gaps(kinked):
            x = movable(gap, e)
            if x is None:
                continue
            rate, size = gap.diff(x), Dummy("size", positive=True)
            on_kink = sp.expand(x - gap / rate)
            values = [on_kink + size / rate, on_kink - size / rate]
            if not self._nonzero(gap):
                values.append(on_kink)
            return [settle(e.xreplace({x: v})) for v in values if possible(x, v)]
        return None

    def _algebra(self, e):
        e, _ = sums_as_symbols(self.normal(sp.Add(*terms_of(e))))
        expect_short(e)
        e = e.xreplace({
            x: Dummy(str(x), real=True, positive=x.is_positive, nonzero=x.is_nonzero)
            for x in in_order(e.atoms(Indexed, Term))
        })  # fmt: skip
        if e.has(KroneckerDelta, sp.Sum):
            return e == 0
        if e.has(sp.Integral):
            e = e.doit()
        steps = LADDER if sp.count_ops(e) < LARGE else LADDER[:3]
        return any(step(e) == 0 for step in steps)

    # ------------------------------------------------------------ kinks
    def _may_differentiate(self, kinks):
        return all(map(self._is_harmless, kinks))

    def _is_harmless(self, kink):
        """The kink is excluded, or both branches meet there with one slope."""
        if self._nonzero(kink.gap):
            return True
        x = movable(kink.gap, kink.gap)
        if x is None:
            return False
        on_kink = {x: sp.expand(x - kink.gap / kink.gap.diff(x))}
        return any(self._meet(sides, kink.x, on_kink) for sides in kink.sides)

    def _meet(self, sides, x, on_kink):
        """Both sides have the value that is taken on the kink, and one slope."""
        below, at, above = sides
        gaps = below - at, above - at, (above - below).diff(x)
        return all(
            self.is_zero(rename_apart(settle(gap.xreplace(on_kink)))) for gap in gaps
        )

    def _nonzero(self, gap):
        if gap.is_nonzero or gap.is_positive or gap.is_negative:
            return True
        return any(sp.expand(self.normal(gap - s * a)) == 0 for known in self.apart
                   for a in instances(known, gap) for s in (1, -1))  # fmt: skip
