"""One entry of a matrix expression at a point, by the rules of matrix algebra."""

from functools import reduce, singledispatch
from typing import NamedTuple

import sympy as sp
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardProduct

from ..errors import MalformedStep
from ..language import Entry
from ..symbols import TensorMatrix
from .names import positions, reader_of
from .program import Binder, compiled, expect_inside, whole


class Entries(NamedTuple):
    """A closure giving the entry at (i, j), the slots it reads, and the lengths."""

    at: callable
    slots: frozenset
    rows: callable
    columns: callable


@singledispatch
def entries(matrix, program, scope):
    """The entries of a matrix expression; a class without a handler is refused."""
    raise MalformedStep(f"the test cannot evaluate {type(matrix).__name__}: {matrix}")


def sized(matrix, program, at, slots):
    """Entries with the lengths that the expression's shape states."""
    (rows, columns), used = program.codes(matrix.shape, ())
    return Entries(at, slots | used, rows, columns)


@compiled.register
def one_entry(e: Entry, program, scope):
    matrix = entries(e.matrix, program, scope)
    place, slots = positions(program, e.position, scope)
    title = f"entry of {e.matrix}"

    def run(p):
        at = place(p)
        sizes = [whole(p, n, title) for n in (matrix.rows, matrix.columns)]
        expect_inside(title, at, sizes)
        return matrix.at(p, *at)

    return program.remembered(run, slots | matrix.slots)


@compiled.register
def trace(e: sp.Trace, program, scope):
    matrix = entries(e.arg, program, scope)

    def run(p):
        size = whole(p, matrix.rows, "trace")
        return sum((matrix.at(p, n, n) for n in range(1, size + 1)), p.mp.zero)

    return program.remembered(run, matrix.slots)


@entries.register
def of_tensor(matrix: TensorMatrix, program, scope):
    read, slots = reader_of(program, program.known(matrix.tensor), scope)
    axes = len(matrix.tensor.shape)
    return sized(matrix, program, lambda p, i, j: read(p, (i, j)[:axes]), slots)


@entries.register
def transposed(matrix: sp.Transpose, program, scope):
    inner = entries(matrix.arg, program, scope)
    return Entries(lambda p, i, j: inner.at(p, j, i), inner.slots,
                   inner.columns, inner.rows)  # fmt: skip


@entries.register
def added(matrix: sp.MatAdd, program, scope):
    parts = [entries(a, program, scope) for a in matrix.args]
    slots = frozenset().union(*(part.slots for part in parts))

    def at(p, i, j):
        return sum((part.at(p, i, j) for part in parts), p.mp.zero)

    return sized(matrix, program, at, slots)


@entries.register
def entrywise(matrix: HadamardProduct, program, scope):
    parts = [entries(a, program, scope) for a in matrix.args]
    slots = frozenset().union(*(part.slots for part in parts))
    at = lambda p, i, j: p.mp.fprod(part.at(p, i, j) for part in parts)  # noqa: E731
    return sized(matrix, program, at, slots)


@entries.register
def multiplied(matrix: sp.MatMul, program, scope):
    numbers = [a for a in matrix.args if not a.is_Matrix]
    factors = [entries(a, program, scope) for a in matrix.args if a.is_Matrix]
    runs, slots = program.codes(numbers, scope)
    whole_product = reduce(lambda a, b: times(program, a, b), factors)

    def at(p, i, j):
        return p.mp.fprod(run(p) for run in runs) * whole_product.at(p, i, j)

    return whole_product._replace(at=at, slots=slots | whole_product.slots)


def times(program, left, right):
    """The entries of a product of two matrices, each remembered."""

    def summed(p, i, j):
        size = whole(p, left.columns, "matrix product")
        if size != whole(p, right.rows, "matrix product"):
            raise MalformedStep("matrix product: the lengths differ")
        terms = (left.at(p, i, k) * right.at(p, k, j) for k in range(1, size + 1))
        return sum(terms, p.mp.zero)

    slots = left.slots | right.slots
    at = kept(program, summed, slots)
    return Entries(at, slots, left.rows, right.columns)


def kept(program, at, slots):
    """The same entries, each computed once per point."""
    program.compiled += 1
    number, order = program.compiled, sorted(slots)

    def recalled(p, i, j):
        key = (number, i, j, *[p.indices[s] for s in order])
        return p.remembered(key, lambda p: at(p, i, j))

    return recalled


@entries.register
def powered(matrix: sp.MatPow, program, scope):
    if not (matrix.exp.is_Integer and matrix.exp >= 0):
        raise MalformedStep(f"{matrix}: expected an integer exponent of at least 0")
    one = entries(sp.Identity(matrix.shape[0]), program, scope)
    factor = entries(matrix.base, program, scope)
    return reduce(lambda a, b: times(program, a, b), [factor] * int(matrix.exp), one)


@entries.register
def applied(matrix: ElementwiseApplyFunction, program, scope):
    inner = entries(matrix.expr, program, scope)
    row, column, u = sp.Dummy("row"), sp.Dummy("column"), sp.Dummy("u", real=True)
    i, j, slot = map(program.slot, (row, column, u))
    program.continuous.add(slot)
    one = program.code(1).run
    place = (Binder(row, i, one, inner.rows), Binder(column, j, one, inner.columns))
    value = Binder(u, slot, value=lambda p: inner.at(p, p.indices[i], p.indices[j]))
    body, slots = program.code(matrix.function(u), (*scope, *place, value))

    def at(p, i, j):
        p.indices[slot] = inner.at(p, i, j)
        return body(p)

    slots = inner.slots | (slots - {slot})
    return sized(matrix, program, kept(program, at, slots), slots)


@entries.register
def identity(matrix: sp.Identity, program, scope):
    return sized(matrix, program, lambda p, i, j: p.mp.mpf(i == j), frozenset())


@entries.register
def ones(matrix: sp.OneMatrix, program, scope):
    return sized(matrix, program, lambda p, i, j: p.mp.one, frozenset())


@entries.register
def zeros(matrix: sp.ZeroMatrix, program, scope):
    return sized(matrix, program, lambda p, i, j: p.mp.zero, frozenset())


@entries.register
def diagonal(matrix: DiagMatrix, program, scope):
    vector = entries(matrix.args[0], program, scope)
    lies = matrix.args[0].shape[0] == 1

    def at(p, i, j):
        if i != j:
            return p.mp.zero
        return vector.at(p, 1, i) if lies else vector.at(p, i, 1)

    return sized(matrix, program, at, vector.slots)
