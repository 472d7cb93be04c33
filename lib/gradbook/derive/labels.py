"""Canonical orders of bound indices: which of them their use can tell apart."""

from collections import Counter

from sympy import Symbol

from .errors import Unproved

MOST = 1000  # orders of the bound indices of one sum


def admissible_orders(factors, bound):
    """Orders of the bound indices, the same whatever their names are.

    Indices are told apart by their ranges and by the factors in which they stand.
    Where that leaves a tie, each tied index in turn is put first, and the others are
    told apart from it. Indices that can be swapped without any change count once.
    """
    found, waiting = 0, [_refined(factors, dict.fromkeys(bound, 0))]
    while waiting:
        rank = waiting.pop()
        tied = _first_tie(rank)
        if tied is None:
            found += 1
            if found > MOST:
                raise Unproved(f"a sum over {len(bound)} indices is too symmetric to "
                               "be compared; take a smaller step")  # fmt: skip
            yield sorted(rank, key=rank.get)
        else:
            for v in _representatives(factors, tied):
                chosen = {w: 2 * n + (w != v) for w, n in rank.items()}
                waiting.append(_refined(factors, chosen))


def _refined(factors, rank):
    """Tell indices apart until their use tells no more: a finer rank for each."""
    while True:
        use = {v: _use(factors, rank, v) for v in rank}
        order = {u: n for n, u in enumerate(sorted(set(use.values())))}
        finer = {v: order[use[v]] for v in rank}
        if len(order) == len(set(rank.values())):
            return finer
        rank = finer


def _use(factors, rank, v):
    """Where v stands, every other index being known by its rank alone."""
    marks = {w: Symbol(f"rank.{n}", integer=True) for w, n in rank.items()}
    marks[v] = Symbol("this.", integer=True)
    at = sorted(str(f.xreplace(marks)) for f in factors if f.has(v))
    return rank[v], str(v.upper), tuple(at)


def _first_tie(rank):
    """The indices of the least rank that more than one of them has, or None."""
    ranks = Counter(rank.values())
    least = min((n for n, count in ranks.items() if count > 1), default=None)
    return None if least is None else [v for v, n in rank.items() if n == least]


def _representatives(factors, tied):
    """One of each set of indices that can be swapped without any change."""
    chosen = []
    for v in tied:
        if not any(_same_use(factors, v, w) for w in chosen):
            chosen.append(v)
    return chosen


def _same_use(factors, v, w):
    """Whether swapping v and w gives the same factors."""
    swapped = Counter(f.xreplace({v: w, w: v}) for f in factors)
    return swapped == Counter(factors)
