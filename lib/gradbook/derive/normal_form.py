"""One normal form for index expressions, so that equal sums look equal.

Every sum is split into terms; a term is freed of Kronecker deltas, constants leave
it, and what is left falls apart into *components* that share no bound index. Each
component becomes one Sum whose bound indices carry canonical names. Two expressions
that differ by the names of bound indices, the order of sums, a contracted delta or
a distributed product then have the same normal form, for every size of every axis.
"""

import itertools
from math import prod

from sympy import (
    Add,
    Idx,
    Indexed,
    Integer,
    Integral,
    KroneckerDelta,
    Mul,
    Product,
    S,
    Sum,
    Symbol,
    powsimp,
)

from .binders import LEAVES, depth, is_typed, rename_apart
from .errors import MalformedStep
from .expansion import deltas_in_front, expect_few, terms_of
from .labels import admissible_orders


class NormalForm:
    """The map to normal form; `rows` are hypotheses that a tensor's axis sums to c.

    Parameters
    ----------
    rows : tuple of (RealTensor, int, Expr)
        (T, axis, c): summing T over that axis gives c, whatever the other indices.
    """

    def __init__(self, rows=()):
        self.rows = rows

    def __call__(self, e):
        """The normal form of e."""
        if isinstance(e, Sum):
            whole = is_typed(e)
            inner, outer = ([], e.limits) if whole else (e.limits[:-1], e.limits[-1:])
            body = self(Sum(e.function, *inner) if inner else e.function)
            if all(isinstance(v, Idx) for v, *_ in outer):
                return self._typed_sum(body, [v for v, *_ in outer])
            return self._plain_sum(body, *outer[0])
        if isinstance(e, Integral | Product) and len(e.limits) == 1:
            return self._bound_once(e)
        if not e.args or isinstance(e, LEAVES):
            return e
        return deltas_in_front(e.func(*map(self, e.args)))

    def _typed_sum(self, body, bound):
        """A sum over typed indices; one of given length is written out."""
        if not all(v.upper.is_Integer for v in bound):
            return Add(*[self._term(t, bound) for t in terms_of(body)])
        ranges = [range(1, int(v.upper) + 1) for v in bound]
        expect_few(prod(map(len, ranges)))
        return self(Add(*[
            body.subs(dict(zip(bound, at, strict=True)), simultaneous=True)
            for at in itertools.product(*ranges)
        ]))  # fmt: skip

    def _term(self, term, bound):
        """One product under a sum over `bound`."""
        factors, bound = self._merge_inner_sums(Mul.make_args(term), bound)
        factors, bound = self._contract_deltas(factors, bound)
        factors, bound = self._apply_rows(factors, bound)
        outside = [f for f in factors if not _bound_in(f, bound)]
        inside = [f for f in factors if _bound_in(f, bound)]
        lengths = [v.upper for v in bound if not any(f.has(v) for f in inside)]
        return Mul(*outside, *lengths, *self._components(inside, bound))

    def _merge_inner_sums(self, given, bound):
        """Draw inner sums, and their positive powers, into this one."""
        factors, bound = [], list(bound)
        for f in given:
            base, power = f.as_base_exp()
            whole = power.is_Integer and power > 0
            if is_typed(base) and whole and _bound_in(base, bound):
                expect_few(power)
                for _ in range(int(power)):
                    inner = rename_apart(base)
                    bound += inner.variables
                    factors += Mul.make_args(inner.function)
            else:
                factors.append(f)
        return factors, bound

    def _contract_deltas(self, factors, bound):
        """Sum over a of delta(a, b) f(a) is f(b), when a and b have one range."""
        while True:
            found = next((f for f in factors if isinstance(f, KroneckerDelta)
                          and set(f.args[:2]) & set(bound)), None)  # fmt: skip
            if found is None:
                return factors, bound
            a, b = found.args[:2]
            a, b = (a, b) if a in bound else (b, a)
            if getattr(b, "upper", None) != a.upper and b not in (1, a.upper):
                raise MalformedStep(f"{found} compares indices of two ranges")
            rest = [f for f in factors if f is not found]
            bound = [v for v in bound if v != a]
            factors = [g for f in rest for g in Mul.make_args(self(f.xreplace({a: b})))]

    def _apply_rows(self, factors, bound):
        """Use the hypotheses: an index that only runs along such an axis sums out."""
        for v in list(bound):
            users = [f for f in factors if f.has(v)]
            if len(users) != 1 or not isinstance(users[0], Indexed):
                continue
            for tensor, axis, value in self.rows:
                at = users[0].indices
                if users[0].base == tensor and at[axis] == v and at.count(v) == 1:
                    factors = [f for f in factors if f is not users[0]] + [value]
                    bound = [w for w in bound if w != v]
                    break
        return factors, bound

    def _components(self, factors, bound):
        """Split factors into groups that share no bound index; one Sum for each."""
        done = []
        while factors:
            group, reach = [factors[0]], _bound_in(factors[0], bound)
            factors = factors[1:]
            while more := [f for f in factors if _bound_in(f, bound) & reach]:
                group += more
                reach = set().union(*(_bound_in(f, bound) for f in group))
                factors = [f for f in factors if f not in more]
            done.append(self._label(group, reach))
        return done

    def _label(self, factors, bound):
        """Name the bound indices canonically: the least of all admissible orders."""
        level = 1 + max(map(depth, factors))
        best = None
        for order in admissible_orders(factors, bound):
            names = [
                Idx(Symbol(f"c.{level}.{n}", integer=True), (v.lower, v.upper))
                for n, v in enumerate(order)
            ]
            renaming = dict(zip(order, names, strict=True))
            body = Mul(*[self(f.xreplace(renaming)) for f in factors])
            if best is None or str(body) < str(best[0]):
                best = body, names
        return Sum(best[0], *[(v, v.lower, v.upper) for v in best[1]])

    def _bound_once(self, e):
        """An integral or a product: its bound name made canonical."""
        (v, *ends), body = e.limits[0], self(e.function)
        typed, title = isinstance(v, Idx), f"c.{1 + depth(body)}.0"
        name = Symbol(title, **({"integer": True} if typed else v.assumptions0))
        name = Idx(name, (v.lower, v.upper)) if typed else name
        return e.func(body.xreplace({v: name}), (name, *map(self, ends)))

    def _plain_sum(self, body, s, low, high):
        """A sum over a plain range: one range per term, its last terms split off.

        Sum to t + 1 becomes the sum to t plus the term at t + 1, so that an
        induction step can meet its hypothesis.
        """
        if high == low - 1:
            return S.Zero
        if high.is_Integer and low.is_Integer:
            expect_few(high - low)
            return self(Add(*[body.subs(s, n) for n in range(low, high + 1)]))
        total = S.Zero
        extra = _peeled(low, high)
        top, name = high - extra, Symbol(f"c.{1 + depth(body)}.0", integer=True)
        for term in terms_of(body):
            term = powsimp(term).expand(power_exp=True)
            outside, inside = term.as_independent(s, as_Add=False)
            if extra > 0:
                ends = Add(*[inside.subs(s, top + n) for n in range(1, extra + 1)])
            else:
                ends = -Add(*[inside.subs(s, top + n) for n in range(extra + 1, 1)])
            whole = Sum(inside.xreplace({s: name}), (name, low, top))
            total += outside * (whole + ends)
        return total


def _peeled(low, high):
    """How many last terms to split off: none where the range might be empty then."""
    extra = high.as_coeff_Add()[0]
    if not extra.is_Integer:
        return Integer(0)
    expect_few(abs(extra))
    shortest = high - extra + min(extra, 0) - low + 1
    return extra if shortest.is_nonnegative else Integer(0)


def _bound_in(f, bound):
    return {v for v in bound if f.has(v)}
