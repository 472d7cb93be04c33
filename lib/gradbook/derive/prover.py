"""A proof that two lines are equal for every shape and every value, or none.

A proof is a fixed sequence of attempts; no clock decides. Not finding one says
nothing about the step. What a found one rests on: SymPy's differentiation and
polynomial arithmetic, and the normal form of this package.
"""

import sympy as sp
from sympy import Dummy, Indexed, KroneckerDelta, S

from .errors import MalformedStep
from .kinks import KINKED, difference, gaps, in_order, movable, possible, settle
from .language import Term
from .normal_form import NormalForm, rename_apart, sums_as_symbols, terms_of
from .signs import is_nonnegative
from .unfold import Unfolder

# What makes two written forms of one function equal, from cheap to thorough.
LADDER = (
    sp.expand,
    lambda e: sp.cancel(sp.together(e)),
    lambda e: sp.cancel(sp.together(e.rewrite(sp.exp))),
    lambda e: sp.expand(sp.expand_log(sp.piecewise_fold(e))),
    sp.radsimp,
    sp.simplify,
    lambda e: sp.simplify(e.rewrite(sp.exp)),
)
LARGE = 400  # operations; above, only the cheap end of the ladder is climbed


class Prover:
    """Proves statements in one context."""

    def __init__(self, context):
        self.context = context
        hypotheses = context.hypotheses
        self.apart = [difference(h) for h in hypotheses if isinstance(h, sp.Ne)]
        self.normal = NormalForm(
            tuple(_row(h) for h in hypotheses if not isinstance(h, sp.Ne))
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

        For `<=` the step starts from claim - u with u >= 0, which is what the
        induction hypothesis says of the term.
        """
        n = term.position
        base, following = claim.subs(n, term.first), claim.subs(n, n + 1)
        if relation == "=":
            step = term.rule(claim, n)
            return self.equal(term.value, base) and self.equal(step, following)
        step = term.rule(claim - Dummy("u", nonnegative=True), n)
        return self.at_most(term.value, base) and self.at_most(step, following)

    # ------------------------------------------------------------ zero
    def is_zero(self, e):
        """True when e = 0 is proved, by cases where e has deltas or kinks."""
        e = self.normal(e)
        if e == 0:
            return True
        bound = {v for s in e.atoms(sp.Sum) for v in s.variables}
        for k in in_order(e.atoms(KroneckerDelta)):
            if not any(k.has(v) for v in bound):
                return self._delta_cases(e, k)
        for k in in_order(e.atoms(*KINKED)):
            cases = self._sign_cases(e, k)
            if cases is not None:
                return all(map(self.is_zero, cases))
        return self._algebra(e)

    def _delta_cases(self, e, k):
        """Both indices equal; both different."""
        same = e.xreplace({k.args[0]: k.args[1]})
        if same == e:
            return False
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
        e = sum(terms_of(e), S.Zero)
        e, _ = sums_as_symbols(self.normal(e))
        e = e.xreplace({
            x: Dummy(str(x), real=True, positive=x.is_positive, nonzero=x.is_nonzero)
            for x in in_order(e.atoms(Indexed, Term))
        })  # fmt: skip
        if e.has(KroneckerDelta, sp.Sum):
            return e == 0
        if e.has(sp.Integral):
            e = e.doit()
        steps = LADDER if sp.count_ops(e) < LARGE else LADDER[:2]
        return any(step(e) == 0 for step in steps)

    # ------------------------------------------------------------ kinks
    def _may_differentiate(self, kinks):
        return all(map(self._is_harmless, kinks))

    def _is_harmless(self, kink):
        """The kink is excluded, or both branches meet there with one slope."""
        if self._nonzero(kink.gap):
            return True
        x = None if kink.below is None else movable(kink.gap, kink.gap)
        if x is None:
            return False
        jump = kink.above - kink.below
        on_kink = {x: sp.expand(x - kink.gap / kink.gap.diff(x))}
        meetings = [jump.xreplace(on_kink), jump.diff(kink.x).xreplace(on_kink)]
        return all(self.is_zero(rename_apart(settle(g))) for g in meetings)

    def _nonzero(self, gap):
        if gap.is_nonzero or gap.is_positive or gap.is_negative:
            return True
        return any(sp.expand(gap - a) == 0 or sp.expand(gap + a) == 0
                   for a in self.apart)  # fmt: skip


def _row(h):
    """The hypothesis Sum(i, T[.., i, ..]) = c as (T, axis, c)."""
    e = getattr(h, "lhs", None)
    if isinstance(h, sp.Eq) and isinstance(e, sp.Sum) and len(e.limits) == 1:
        v, entry = e.variables[0], e.function
        if isinstance(entry, Indexed) and h.rhs.is_number:
            others = [i for i in entry.indices if i != v]
            free = all(isinstance(i, sp.Idx) for i in others)
            if free and len(set(others)) == len(others) == len(entry.indices) - 1:
                return entry.base, entry.indices.index(v), h.rhs
    raise MalformedStep(f"where: expected Ne(a, b) or Eq(Sum(i, y[i]), c) with a "
                        f"number c, got {h}")  # fmt: skip
