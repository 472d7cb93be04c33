"""A proof that an expression is never negative, or none."""

import sympy as sp

from .binders import LEAVES
from .kinks import in_order
from .symbols import Scalar


def is_nonnegative(e, normal):
    """True when e >= 0 is proved from squares, signs and known intervals.

    `normal` is the normal form to look at, beside e as it is written.
    """
    forms = e, normal(e), sp.together(_on_intervals(normal(e)))
    return any(_by_assumption(form, normal) for form in forms)


def _by_assumption(e, normal):
    """SymPy's assumptions on the whole, or on each term of the numerator."""
    e = _sums_by_sign(e, normal)
    if e.is_nonnegative:
        return True
    top, bottom = sp.fraction(e)
    terms = sp.Add.make_args(sp.expand(top, power_base=False))
    return bool(bottom.is_positive and all(t.is_nonnegative for t in terms))


def _sums_by_sign(e, normal):
    """Each sum as a symbol of the sign that its terms have."""
    if isinstance(e, sp.Sum):
        typed = all(isinstance(v, sp.Idx) for v in e.variables)
        if typed and e.function.is_positive:
            return sp.Dummy("sum", positive=True)
        known = is_nonnegative(e.function, normal) or None
        return sp.Dummy("sum", real=True, nonnegative=known)
    if not e.args or isinstance(e, LEAVES):
        return e
    return e.func(*[_sums_by_sign(x, normal) for x in e.args])


def _on_intervals(e):
    """Write each variable on (a, b) as (a + b w) / (1 + w) with w > 0, and so on."""
    labels = {x.base.label for x in e.atoms(sp.Indexed)}
    change = {}
    for x in in_order(e.atoms(Scalar, sp.Indexed) - labels):
        known = x.base.label if isinstance(x, sp.Indexed) else x
        low, high = getattr(known, "low", -sp.oo), getattr(known, "high", sp.oo)
        w = sp.Dummy("w", positive=True)
        if low.is_finite and high.is_finite:
            change[x] = (low + high * w) / (1 + w)
        elif low.is_finite and low != 0:
            change[x] = low + w
        elif high.is_finite and high != 0:
            change[x] = high - w
    return e.xreplace(change)
