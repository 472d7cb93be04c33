"""What the prover takes from a page's hypotheses: rows that add up, gaps not zero."""

import itertools

import sympy as sp
from sympy import Dummy, Indexed

from .binders import expect_own_range
from .errors import MalformedStep
from .language import free_indices


def instances(known, gap):
    """A hypothesis about free indices holds for every index that gap mentions."""
    free = free_indices(known)
    places = [[i for i in free_indices(gap) if i.upper == f.upper] for f in free]
    for at in itertools.product(*places):
        marks = [Dummy(integer=True) for _ in free]
        apart = known.xreplace(dict(zip(free, marks, strict=True)))
        yield apart.xreplace(dict(zip(marks, at, strict=True)))


def row(h):
    """The hypothesis Sum(i, T[.., i, ..]) = c as (T, axis, c)."""
    e = getattr(h, "lhs", None)
    if isinstance(h, sp.Eq) and isinstance(e, sp.Sum) and len(e.limits) == 1:
        (v, *ends), entry = e.limits[0], e.function
        typed = isinstance(v, sp.Idx) and isinstance(entry, Indexed)
        if typed and h.rhs.is_number:
            others = [i for i in entry.indices if i != v]
            expect_own_range(v, ends)
            free = all(isinstance(i, sp.Idx) for i in others)
            if free and len(set(others)) == len(others) == len(entry.indices) - 1:
                return entry.base, entry.indices.index(v), h.rhs
    raise MalformedStep(f"where: expected Ne(a, b) or Eq(Sum(i, y[i]), c) with a "
                        f"number c, got {h}")  # fmt: skip
