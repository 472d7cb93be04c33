"""One normal form for index expressions, so that equal sums look equal.

Every sum is split into terms; a term is freed of Kronecker deltas, constants leave
it, and what is left falls apart into *components* that share no bound index. Each
component becomes one Sum whose bound indices carry canonical names. Two expressions
that differ by the names of bound indices, the order of sums, a contracted delta or
a distributed product then have the same normal form, for every size of every axis.
"""

import itertools

from sympy import (
    Add,
    Dummy,
    Expr,
    Idx,
    Indexed,
    Integer,
    KroneckerDelta,
    Mul,
    S,
    Sum,
    Symbol,
    expand,
    expand_log,
    powsimp,
)

from .errors import MalformedStep
from .language import Term
from .symbols import RealTensor

_fresh_names = itertools.count()
LEAVES = (Indexed, Idx, KroneckerDelta, RealTensor, Term)


def fresh_index(size):
    """An index that no expression contains yet."""
    return Idx(Symbol(f"b.{next(_fresh_names)}", integer=True), (1, size))


def rename_apart(e):
    """Give every bound index a new name: nothing can be captured afterwards."""
    if isinstance(e, Sum):
        body, limits = rename_apart(e.function), []
        for v, low, high in e.limits:
            if isinstance(v, Idx):
                new = fresh_index(v.upper)
            else:
                new = Symbol(f"b.{next(_fresh_names)}", integer=True)
            body = body.xreplace({v: new})
            limits = [(w, *(x.xreplace({v: new}) for x in r)) for w, *r in limits]
            limits.append((new, low, high))
        return Sum(body, *limits)
    if not e.args or isinstance(e, LEAVES) or not isinstance(e, Expr):
        return e
    return e.func(*map(rename_apart, e.args))


def sums_as_symbols(e):
    """Replace each outermost sum by a symbol; return the result and the way back.

    SymPy's algebra may then treat a sum as a number. A sum over typed indices is
    never empty, so it is positive when its terms are.
    """
    back = {}

    def walk(x):
        if isinstance(x, Sum):
            for symbol, known in back.items():
                if known == x:
                    return symbol
            typed = all(isinstance(v, Idx) for v in x.variables)
            positive = (x.function.is_positive or None) if typed else None
            symbol = Dummy(f"s{len(back)}", real=True, positive=positive)
            back[symbol] = x
            return symbol
        return x if not x.args or isinstance(x, LEAVES) else x.func(*map(walk, x.args))

    return walk(e), back


def terms_of(e):
    """The terms of e after expansion."""
    e, back = sums_as_symbols(e)
    e = expand_log(expand(e, deep=True, power_base=False), force=False)
    return [t.xreplace(back) for t in Add.make_args(expand(e, power_base=False))]


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
            if all(isinstance(v, Idx) for v in e.variables):
                if all(v.upper.is_Integer for v in e.variables):
                    return self(self._written_out(e))
                terms = terms_of(self(e.function))
                return Add(*[self._term(t, list(e.variables)) for t in terms])
            return self._plain_sum(e)
        if not e.args or isinstance(e, LEAVES):
            return e
        return e.func(*map(self, e.args))

    def _written_out(self, e):
        """A sum of given length, term by term."""
        ranges = [range(1, int(v.upper) + 1) for v in e.variables]
        return Add(*[
            e.function.subs(dict(zip(e.variables, at, strict=True)), simultaneous=True)
            for at in itertools.product(*ranges)
        ])  # fmt: skip

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
            typed = isinstance(base, Sum) and all(
                isinstance(v, Idx) for v in base.variables
            )
            if typed and power.is_Integer and power > 0 and _bound_in(base, bound):
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
                          and set(f.args) & set(bound)), None)  # fmt: skip
            if found is None:
                return factors, bound
            a, b = found.args if found.args[0] in bound else found.args[::-1]
            if getattr(b, "upper", None) != a.upper and b != 1:
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
        level = 1 + max(map(_level, factors))
        best = None
        for order in _admissible_orders(factors, bound):
            names = [
                Idx(Symbol(f"c.{level}.{n}", integer=True), (v.lower, v.upper))
                for n, v in enumerate(order)
            ]
            renaming = dict(zip(order, names, strict=True))
            body = Mul(*[self(f.xreplace(renaming)) for f in factors])
            if best is None or str(body) < str(best[0]):
                best = body, names
        return Sum(best[0], *[(v, v.lower, v.upper) for v in best[1]])

    def _plain_sum(self, e):
        """A sum over a plain range: one range per term, its last terms split off.

        Sum to t + 1 becomes the sum to t plus the term at t + 1, so that an
        induction step can meet its hypothesis.
        """
        if len(e.limits) > 1:
            inner = self(Sum(e.function, e.limits[0]))
            return self(Sum(inner, *e.limits[1:]))
        (s, low, high), total = e.limits[0], S.Zero
        if high == low - 1:
            return S.Zero
        if high.is_Integer and low.is_Integer:
            return self(Add(*[e.function.subs(s, n) for n in range(low, high + 1)]))
        extra = high.as_coeff_Add()[0]
        extra = extra if extra.is_Integer else Integer(0)
        shortest = high - extra + min(extra, 0) - low + 1
        if not shortest.is_nonnegative:
            extra = Integer(0)  # the range may be empty: leave it whole
        top, name = high - extra, Symbol(f"c.{1 + _level(e.function)}.0", integer=True)
        for term in terms_of(self(e.function)):
            term = powsimp(term).expand(power_exp=True)
            outside, inside = term.as_independent(s, as_Add=False)
            if extra > 0:
                ends = Add(*[inside.subs(s, top + n) for n in range(1, extra + 1)])
            else:
                ends = -Add(*[inside.subs(s, top + n) for n in range(extra + 1, 1)])
            whole = Sum(inside.xreplace({s: name}), (name, low, top))
            total += outside * (whole + ends)
        return total


def _bound_in(f, bound):
    return {v for v in bound if f.has(v)}


def _level(e):
    """How deep canonical sums are nested in e."""
    found = [str(v) for s in e.atoms(Sum) for v in s.variables]
    return max([int(v.split(".")[1]) for v in found if v.startswith("c.")], default=0)


def _admissible_orders(factors, bound):
    """Orders of the bound indices that their use in the factors cannot tell apart."""
    this, other = Symbol("this.", integer=True), Symbol("other.", integer=True)

    def use(v):
        marks = {w: this if w == v else other for w in bound}
        return str(v.upper), tuple(sorted(str(f.xreplace(marks)) for f in factors))

    groups = {}
    for v in sorted(bound, key=str):
        groups.setdefault(use(v), []).append(v)
    choices = [itertools.permutations(groups[key]) for key in sorted(groups)]
    for choice in itertools.product(*choices):
        yield [v for group in choice for v in group]
