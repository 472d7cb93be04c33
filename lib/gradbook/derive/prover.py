"""A proof that two lines are equal for every shape and every value, or none.

A proof is a fixed sequence of attempts; no clock decides. Not finding one says
nothing about the step. What a found one rests on: SymPy's differentiation and
polynomial arithmetic, and the normal form of this package.
"""

import sympy as sp
from sympy import (
    Abs,
    Dummy,
    Idx,
    Indexed,
    Integral,
    KroneckerDelta,
    Max,
    Min,
    Piecewise,
    S,
    Sum,
    Symbol,
    cancel,
    exp,
    expand,
    expand_log,
    piecewise_fold,
    radsimp,
    sign,
    simplify,
    together,
)  # fmt: skip

from .errors import MalformedStep
from .language import Term
from .normal_form import LEAVES, NormalForm, rename_apart, sums_as_symbols, terms_of
from .symbols import Scalar
from .unfold import Unfolder

KINKED = (Abs, sign, Max, Min, Piecewise)
# What makes two written forms of one function equal, from cheap to thorough.
LADDER = (
    expand,
    lambda e: cancel(together(e)),
    lambda e: cancel(together(e.rewrite(exp))),
    lambda e: expand(expand_log(piecewise_fold(e))),
    radsimp,
    simplify,
    lambda e: simplify(e.rewrite(exp)),
)
LARGE = 400  # operations; above, only the cheap end of the ladder is climbed


class Prover:
    """Proves statements in one context."""

    def __init__(self, context):
        self.context = context
        apart = [h for h in context.hypotheses if isinstance(h, sp.Ne)]
        self.apart = [_difference(h) for h in apart]
        self.normal = NormalForm(tuple(
            _row(h) for h in context.hypotheses if isinstance(h, sp.Eq)
        ))  # fmt: skip

    def equal(self, left, right):
        """True when left = right is proved."""
        unfold = Unfolder(self.context)
        gap = rename_apart(unfold(right) - unfold(left))
        return all(map(self._kink_is_harmless, unfold.kinks)) and self.is_zero(gap)

    def at_most(self, left, right, certificate=None):
        """True when left <= right is proved: the gap is a non-negative certificate."""
        if certificate is None:
            certificate = right - left
        elif not self.equal(left + certificate, right):
            return False
        unfold = Unfolder(self.context)
        certificate = rename_apart(unfold(certificate))
        return all(map(self._kink_is_harmless, unfold.kinks)) and (
            self.is_nonnegative(certificate)
        )

    def by_induction(self, relation, claim, term):
        """True when base and step of an induction on term's position are proved.

        For `<=` the step starts from claim - u with u >= 0, which is what the
        induction hypothesis says of the term.
        """
        n = term.position
        base, following = claim.subs(n, term.first), claim.subs(n, n + 1)
        if relation == "=":
            return self.equal(term.value, base) and self.equal(
                term.rule(claim, n), following
            )
        slack = Dummy("u", nonnegative=True)
        return self.at_most(term.value, base) and self.at_most(
            term.rule(claim - slack, n), following
        )

    # ------------------------------------------------------------ zero
    def is_zero(self, e):
        """True when e = 0 is proved, by cases where e has deltas or kinks."""
        e = self.normal(e)
        if e == 0:
            return True
        for k in _sorted(e.atoms(KroneckerDelta)):
            if not _has_bound_index(e, k):
                return self._delta_cases(e, k)
        for k in _sorted(e.atoms(*KINKED)):
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
        for gap in _gaps(kinked):
            x = _movable(gap, e)
            if x is None:
                continue
            rate = gap.diff(x)
            solved = sp.expand(x - gap / rate)
            size = Dummy("size", positive=True)
            values = [solved + size / rate, solved - size / rate]
            if not self._nonzero(gap):
                values.append(solved)
            return [_settle(e.xreplace({x: v})) for v in values if _possible(x, v)]
        return None

    def _algebra(self, e):
        e = sum(terms_of(e), S.Zero)
        e, _ = sums_as_symbols(self.normal(e))
        e = e.xreplace({
            x: Dummy(str(x), real=True, positive=x.is_positive, nonzero=x.is_nonzero)
            for x in _sorted(e.atoms(Indexed, Term))
        })  # fmt: skip
        if e.has(KroneckerDelta, Sum):
            return e == 0
        if e.has(Integral):
            e = e.doit()
        steps = LADDER if sp.count_ops(e) < LARGE else LADDER[:2]
        return any(step(e) == 0 for step in steps)

    # ------------------------------------------------------------ kinks
    def _kink_is_harmless(self, kink):
        """The kink is excluded, or both branches meet there with one slope."""
        if self._nonzero(kink.gap):
            return True
        if kink.below is None:
            return False
        x = _movable(kink.gap, kink.gap)
        if x is None:
            return False
        jump = kink.above - kink.below
        on_kink = {x: sp.expand(x - kink.gap / kink.gap.diff(x))}
        return all(self.is_zero(rename_apart(_settle(g.xreplace(on_kink))))
                   for g in (jump, jump.diff(kink.x)))  # fmt: skip

    def _nonzero(self, gap):
        if gap.is_nonzero or gap.is_positive or gap.is_negative:
            return True
        return any(expand(gap - a) == 0 or expand(gap + a) == 0 for a in self.apart)

    # ------------------------------------------------------------ sign
    def is_nonnegative(self, e):
        """True when e >= 0 is proved from squares, signs and known intervals."""
        written, normal = e, self.normal(e)
        forms = (written, normal, together(_on_intervals(normal)))
        return any(map(self._sign_by_assumption, forms))

    def _sign_by_assumption(self, e):
        e = self._sums_by_sign(e)
        if e.is_nonnegative:
            return True
        top, bottom = sp.fraction(e)
        return bool(bottom.is_positive and all(
            t.is_nonnegative for t in sp.Add.make_args(expand(top, power_base=False))
        ))  # fmt: skip

    def _sums_by_sign(self, e):
        """A sum of non-negative terms is a non-negative symbol."""
        if isinstance(e, Sum):
            if all(isinstance(v, Idx) for v in e.variables) and e.function.is_positive:
                return Dummy("sum", positive=True)
            known = self.is_nonnegative(e.function) or None
            return Dummy("sum", real=True, nonnegative=known)
        if not e.args or isinstance(e, LEAVES):
            return e
        return e.func(*map(self._sums_by_sign, e.args))


def _difference(relation):
    return relation.lhs - relation.rhs


def _row(h):
    """The hypothesis Sum(i, T[.., i, ..]) = c as (T, axis, c)."""
    e, value = h.lhs, h.rhs
    if isinstance(e, Sum) and len(e.limits) == 1 and isinstance(e.function, Indexed):
        v, entry = e.variables[0], e.function
        others = [i for i in entry.indices if i != v]
        distinct = len(set(others)) == len(others) == len(entry.indices) - 1
        if distinct and all(isinstance(i, Idx) for i in others) and value.is_number:
            return entry.base, entry.indices.index(v), value
    raise MalformedStep(f"hypothesis: expected Ne(a, b) or Eq(Sum(i, y[i]), c) with a "
                        f"number c, got {h}")  # fmt: skip


def _sorted(atoms):
    return sorted(atoms, key=sp.default_sort_key)


def _has_bound_index(e, k):
    bound = {v for s in e.atoms(Sum) for v in s.variables}
    return any(k.has(v) for v in bound)


def _gaps(e):
    """The expressions at whose zeros e has its kinks."""
    if isinstance(e, Abs | sign):
        return [e.args[0]]
    if isinstance(e, Max | Min):
        return [a - b for n, a in enumerate(e.args) for b in e.args[:n]]
    relations = [r for _, c in e.args if c not in (True, S.true)
                 for r in c.atoms(sp.core.relational.Relational)]  # fmt: skip
    return [_difference(r) for r in _sorted(relations)]


def _movable(gap, e):
    """A variable in which gap is linear with a numeric rate, bound nowhere in e."""
    bound = {v for s in e.atoms(Sum, Integral) for v in s.variables}
    if gap.has(Term):
        return None
    for x in _sorted(gap.atoms(Indexed, Symbol) - gap.atoms(Idx)):
        inside = isinstance(x, Symbol) and any(x in t.free_symbols - {t}
                                               for t in gap.atoms(Indexed))  # fmt: skip
        if inside or x.free_symbols & bound or not x.is_real:
            continue
        rate = gap.diff(x)
        if rate.is_number and rate != 0:
            return x
    return None


def _possible(x, value):
    """False when value contradicts what is assumed of x."""
    return not (
        (x.is_positive and value.is_nonpositive)
        or (x.is_negative and value.is_nonnegative)
        or (x.is_nonnegative and value.is_negative)
        or (x.is_nonpositive and value.is_positive)
    )


def _settle(e):
    """Let a kinked function see the sign its argument now has."""
    return e.replace(
        lambda x: isinstance(x, KINKED),
        lambda x: x.func(*[
            (a[0], _decide(a[1])) if isinstance(x, Piecewise) else expand(a)
            for a in x.args
        ]),
    )  # fmt: skip


def _decide(condition):
    if condition in (True, S.true):
        return S.true
    if isinstance(condition, sp.core.relational.Relational):
        return condition.func(expand(_difference(condition)), 0)
    return condition.func(*map(_decide, condition.args))


def _on_intervals(e):
    """Each variable on (a, b) as (a + b w) / (1 + w) with w > 0, and so on."""
    change = {}
    for x in _sorted(e.atoms(Scalar, Indexed)):
        label = x if isinstance(x, Scalar) else getattr(x.base, "label", None)
        if not isinstance(label, Scalar) or x in {
            t.base.label for t in e.atoms(Indexed) if hasattr(t.base, "label")
        }:
            continue
        w = Dummy("w", positive=True)
        low, high = label.low, label.high
        if low.is_finite and high.is_finite:
            change[x] = (low + high * w) / (1 + w)
        elif low.is_finite and low != 0:
            change[x] = low + w
        elif high.is_finite and high != 0:
            change[x] = high - w
    return e.xreplace(change)



