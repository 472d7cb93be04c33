"""From the author's line to plain index algebra: definitions, matrices, derivatives.

Carrying out a derivative is where a kink can deceive: SymPy differentiates |x| to
sign(x) at 0 as well. So each derivative leaves an *obligation* for every kink it
crosses; a step is proved only when all of its obligations are met.
"""

import sympy as sp
from sympy import Add, Dummy, Expr, Heaviside, Lambda, Mul, Piecewise, S, Sum
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardProduct

from .binders import LEAVES, applied, fresh_index, rename_apart
from .errors import MalformedStep
from .expansion import expect_few
from .kinks import kinks_crossed
from .language import Entry, Term, d, delta
from .symbols import TensorMatrix


class Unfolder:
    """Unfolds expressions in a context and collects the kinks it differentiated."""

    def __init__(self, context):
        self.context = context
        self.kinks = []

    def __call__(self, e, opaque=()):
        """e without definitions, matrices and derivatives; `opaque` names stay."""
        if isinstance(e, Entry):
            return self(matrix_entry(e.matrix, *e.position), opaque)
        if isinstance(e, d):
            return self._derivative(e, opaque)
        if isinstance(e, sp.Trace):
            return self(_trace(e.arg), opaque)
        if isinstance(e, Term):
            return self._recurrence(e, opaque)
        found = self.context.definition_of(e)
        if found and found.symbol.name not in opaque:
            return self(self._instance(found, e), opaque)
        if not e.args or isinstance(e, LEAVES) or not isinstance(e, Expr):
            return e
        if isinstance(e, Piecewise):
            return Piecewise(*[
                (self(branch, opaque), self._condition(c, opaque))
                for branch, c in e.args
            ])  # fmt: skip
        if isinstance(e, ExprWithLimits):
            limits = [(v, *(self(x, opaque) for x in ends)) for v, *ends in e.limits]
            return e.func(self(e.function, opaque), *limits)
        return e.func(*[self(x, opaque) if isinstance(x, Expr) else x for x in e.args])

    def _condition(self, c, opaque):
        if c in (True, False, S.true, S.false):
            return c
        return c.func(*[
            self(x, opaque) if isinstance(x, Expr) else self._condition(x, opaque)
            for x in c.args
        ])  # fmt: skip

    def _instance(self, found, e):
        """The body of a definition at the indices it is used with."""
        body = rename_apart(found.body)
        if not found.indices:
            return body
        marks = [Dummy(integer=True) for _ in found.indices]
        body = body.xreplace(dict(zip(found.indices, marks, strict=True)))
        return body.xreplace(dict(zip(marks, e.indices, strict=True)))

    def _recurrence(self, e, opaque):
        """a[first] is the start value; a[n + 1] is the rule applied to a[n]."""
        if e.position == e.first:
            return self(e.value, opaque)
        offset = e.position.as_coeff_Add()[0]
        if offset.is_Integer and offset > 0:
            uses = e.rule.expr.count(e.rule.variables[0])
            expect_few(max(uses**offset, offset**2))
            earlier = e.at(e.position - 1)
            return self(applied(e.rule, earlier, e.position - 1), opaque)
        rule = Lambda(e.rule.variables, self(e.rule.expr, opaque))
        return e.func(e.label, e.first, self(e.value, opaque), rule, e.position)

    def _derivative(self, e, opaque):
        """Carry out d(f, x); a defined x is a variable of its own while we do."""
        held = opaque
        if found := self.context.definition_of(e.x):
            held = (*opaque, found.symbol.name)
        f = rename_apart(self(e.f, held))
        if f.has(Heaviside):
            raise MalformedStep("Heaviside: its value at 0 is a convention; "
                                "write a Piecewise")  # fmt: skip
        name = getattr(e.x, "base", e.x)
        if any(term.has(name) for term in f.atoms(Term)):
            raise MalformedStep(f"{e}: a term of a recurrence cannot be differentiated "
                                "at an unknown position")  # fmt: skip
        self.kinks += kinks_crossed(f, e.x)
        slope = f.diff(e.x).replace(sp.DiracDelta, lambda *_: S.Zero)
        if slope.has(sp.Derivative, sp.Subs):
            raise MalformedStep(f"{e}: SymPy cannot carry out this derivative")
        slope = slope.replace(Heaviside, _step)
        return self(slope, opaque) if found else slope


def _step(x, *_):
    """The slope of Max away from its kink; on the kink the obligation decides."""
    return Piecewise((S.One, x > 0), (S.Zero, True))


def matrix_entry(m, i, j):
    """Entry (i, j) of a matrix expression of symbolic shape, as an index expression."""
    if isinstance(m, TensorMatrix):
        return m.tensor[(i, j)[: len(m.tensor.shape)]]
    if isinstance(m, sp.MatAdd):
        return Add(*[matrix_entry(a, i, j) for a in m.args])
    if isinstance(m, sp.Transpose):
        return matrix_entry(m.arg, j, i)
    if isinstance(m, HadamardProduct):
        return Mul(*[matrix_entry(a, i, j) for a in m.args])
    if isinstance(m, ElementwiseApplyFunction):
        return applied(m.function, matrix_entry(m.expr, i, j))
    if isinstance(m, sp.Identity):
        return delta(i, j)
    if isinstance(m, sp.OneMatrix | sp.ZeroMatrix):
        return S.One if isinstance(m, sp.OneMatrix) else S.Zero
    if isinstance(m, DiagMatrix):
        lies = m.args[0].rows == 1
        return delta(i, j) * matrix_entry(m.args[0], *((1, i) if lies else (i, 1)))
    if isinstance(m, sp.MatPow) and m.exp.is_Integer and m.exp > 0:
        return _product_entry([m.base] * int(m.exp), i, j)
    if isinstance(m, sp.MatMul):
        number, matrices = m.as_coeff_matrices()
        return number * _product_entry(matrices, i, j)
    raise MalformedStep(f"matrix notation: {type(m).__name__} is not supported")


def _trace(m):
    """The sum of the diagonal entries."""
    k = fresh_index(m.rows)
    return Sum(matrix_entry(m, k, k), (k, k.lower, k.upper))


def _product_entry(matrices, i, j):
    """Entry of a matrix product: one summed index between neighbors."""
    first, *rest = matrices
    if not rest:
        return matrix_entry(first, i, j)
    if first.cols == 1:
        return matrix_entry(first, i, S.One) * _product_entry(rest, S.One, j)
    k = fresh_index(first.cols)
    body = matrix_entry(first, i, k) * _product_entry(rest, k, j)
    return Sum(body, (k, k.lower, k.upper))
