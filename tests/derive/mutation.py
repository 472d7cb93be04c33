"""Systematic mistakes: one small change anywhere in a line, a certificate, a claim."""

import sympy as sp
from sympy import Idx, Indexed, KroneckerDelta, Sum

from gradbook.derive.language import Elementwise, Entry, Term, d

OTHER = {
    sp.sin: sp.cos, sp.cos: sp.sin, sp.tanh: sp.sin, sp.exp: sp.cosh, sp.log: sp.exp,
    sp.erf: sp.tanh, sp.sign: sp.Abs, sp.Abs: sp.sign, sp.Max: sp.Min, sp.Min: sp.Max,
}  # fmt: skip


def mutants(e):
    """Each changed expression once, as (what was done, expression)."""
    seen = {e}
    for path, x in sites(e):
        for name, new in changes(x, e):
            try:
                mutant = put(e, path, new)
            except (ValueError, TypeError, AttributeError):
                continue  # it has no meaning: shapes, ranges
            if mutant not in seen and not mutant.has(sp.nan, sp.zoo):
                seen.add(mutant)
                yield name, mutant


def sites(e, path=()):
    """Every subexpression that stands for a number, with the way to it."""
    yield path, e
    for n, x in enumerate(e.args):
        number = not isinstance(x, Idx | sp.IndexedBase | sp.MatrixExpr | sp.Lambda)
        if isinstance(e, Sum | sp.Integral):
            number = n == 0
        if isinstance(e, KroneckerDelta | Term | Idx) or (isinstance(e, d) and n):
            number = False
        if number:
            yield from sites(x, (*path, n))


def put(e, path, new):
    """e with the subexpression at path replaced."""
    if not path:
        return new
    args = list(e.args)
    args[path[0]] = put(args[path[0]], path[1:], new)
    return e.base[tuple(args[1:])] if isinstance(e, Indexed) else e.func(*args)


def changes(x, whole):
    """What may go wrong at one place."""
    if x.is_Add:
        for t in x.args:
            yield from (("sign", x - 2 * t), ("dropped term", x - t), ("twice", x + t))
    if x.is_Mul:
        yield "sign", -x
        yield from (("dropped factor", x / t) for t in x.args)
        yield from (("squared factor", x * t) for t in x.args)
    if x.is_Pow:
        yield from (("dropped power", x.base), ("inverted", 1 / x))
    if x.is_Integer:
        yield from (("one more", x + 1), ("one less", x - 1))
    if x.is_Symbol and x.is_integer:
        yield from (("one more", x + 1), ("one less", x - 1))
    if isinstance(x, sp.Function) and type(x) in OTHER:
        yield "wrong function", OTHER[type(x)](*x.args)
    if isinstance(x, sp.Function) and len(x.args) == 1:
        yield from (("dropped function", x.args[0]), ("-argument", x.func(-x.args[0])))
    if isinstance(x, Elementwise):
        yield "wrong order", x.fdiff()
    if isinstance(x, sp.Piecewise):
        (a, test), (b, _), *_more = x.args
        yield from (("swapped cases", sp.Piecewise((b, test), (a, True))), ("case", a))
    yield from index_changes(x, whole)


def index_changes(x, whole):
    """Wrong indices, lost deltas and sums, transposed matrices."""
    known = sorted(whole.atoms(Idx), key=str)
    if isinstance(x, Indexed):
        for n, i in enumerate(x.indices):
            others = [j for j in known if isinstance(i, Idx) and j.upper == i.upper]
            for j in others:
                yield "index", x.base[(*x.indices[:n], j, *x.indices[n + 1 :])]
        if len({getattr(i, "upper", i) for i in x.indices}) == 1 < len(x.indices):
            yield "transposed", x.base[x.indices[::-1]]
    if isinstance(x, KroneckerDelta):
        yield from (("dropped delta", sp.S.One), ("delta 0", sp.S.Zero))
    if isinstance(x, Sum):
        yield from (("dropped sum", x.function), ("mean", x / x.limits[0][2]))
    if isinstance(x, Entry):
        shape = x.matrix.shape
        same = [m for m in matrices(x.matrix) if getattr(m, "shape", None) == shape]
        yield from (("matrix", Entry(m, *x.position)) for m in same)


def matrices(m):
    """The matrix expression with one part transposed or dropped."""
    yield m.T
    for n, part in enumerate(m.args):
        rest = m.args[:n], m.args[n + 1 :]
        if isinstance(part, sp.MatrixExpr):
            for new in matrices(part):
                if getattr(new, "shape", None) == part.shape:
                    yield m.func(*rest[0], new, *rest[1])
            several = isinstance(m, sp.MatAdd | sp.MatMul | sp.HadamardProduct)
            if several and part.shape == m.shape:
                yield m.func(*rest[0], *rest[1])
        elif part.is_number:
            yield m.func(*rest[0], part + 1, *rest[1])
