"""Matrix notation as index sums, for code: (X.T @ Delta)[v, t] is a sum over rows."""

from itertools import count

from sympy import (
    Add,
    Identity,
    Idx,
    MatAdd,
    MatMul,
    MatPow,
    Mul,
    OneMatrix,
    S,
    Sum,
    Symbol,
    Transpose,
    ZeroMatrix,
)
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.hadamard import HadamardProduct

from ..errors import MalformedStep
from ..language import delta
from ..symbols import TensorMatrix


class EntryUnfolder:
    """Writes entries of matrix expressions with indices; the names are its own."""

    def __init__(self):
        self.numbers = count()

    def __call__(self, m, i, j):
        """Entry (i, j) of m."""
        if isinstance(m, TensorMatrix):
            return m.tensor[(i, j)[: len(m.tensor.shape)]]
        if isinstance(m, MatAdd):
            return Add(*[self(a, i, j) for a in m.args])
        if isinstance(m, Transpose):
            return self(m.arg, j, i)
        if isinstance(m, HadamardProduct):
            return Mul(*[self(a, i, j) for a in m.args])
        if isinstance(m, ElementwiseApplyFunction):
            return m.function(self(m.expr, i, j))
        if isinstance(m, Identity):
            return delta(i, j)
        if isinstance(m, OneMatrix | ZeroMatrix):
            return S.One if isinstance(m, OneMatrix) else S.Zero
        if isinstance(m, MatPow) and m.exp.is_Integer and m.exp > 0:
            return self._row_times_column([m.base] * int(m.exp), i, j)
        if isinstance(m, MatMul):
            number, matrices = m.as_coeff_matrices()
            entry = self._row_times_column(matrices, i, j)
            return entry if number == 1 else Mul(number, entry, evaluate=False)
        raise MalformedStep(f"compile: {type(m).__name__} is not supported")

    def _row_times_column(self, matrices, i, j):
        """One sum over all inner indices; an inner axis of length 1 needs none."""
        at, factors, summed = i, [], []
        for left, right in zip(matrices, [*matrices[1:], None], strict=True):
            to = j if right is None else self._inner(left.cols)
            factors.append(self(left, at, to))
            summed += [to] if isinstance(to, Idx) and right is not None else []
            at = to
        body = Mul(*factors)
        return Sum(body, *[(k, 1, k.upper) for k in summed]) if summed else body

    def _inner(self, size):
        if size == 1:
            return S.One
        return Idx(Symbol(f"_{next(self.numbers)}", integer=True), (1, size))
