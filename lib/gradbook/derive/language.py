"""The words a derivation is written in: dimensions, typed indices, tensors, sums.

    K = dims("K")                        # a symbolic size, 1, 2, 3, ...
    i, k = index("i k", K)               # indices that run over 1..K, and no other axis
    z = tensor("z", K)                   # a real vector of symbolic length
    p = exp(z[i]) / Sum(k, exp(z[k]))    # an ordinary SymPy expression

SymPy carries the expressions. This module adds what it lacks for the purpose:
indices that refuse the wrong axis, variables that know their interval, partial
derivatives that are written down before they are carried out, arbitrary
activations, and the bridge `Entry` from matrix notation to indices.
"""

from functools import cache

import sympy as sp
from sympy import Expr, Function, Idx, Symbol
from sympy.matrices.expressions.hadamard import HadamardProduct

from .errors import MalformedStep
from .symbols import dims, expect_range, index, natural, tensor, var

__all__ = [
    "Abs", "Entry", "Eq", "Identity", "Max", "Min", "Ne", "Ones", "Piecewise",
    "Rational", "Sum", "cos", "d", "delta", "dims", "elementwise", "erf", "exp",
    "hadamard", "index", "log", "natural", "oo", "pi", "recurrence", "sign", "sin",
    "sqrt", "tanh",
    "tensor", "var",
]  # fmt: skip

exp, log, sqrt, tanh, erf = sp.exp, sp.log, sp.sqrt, sp.tanh, sp.erf
pi, oo = sp.pi, sp.oo
sin, cos, sign, Abs = sp.sin, sp.cos, sp.sign, sp.Abs
Max, Min, Piecewise, Rational, Ne, Eq = (
    sp.Max, sp.Min, sp.Piecewise, sp.Rational, sp.Ne, sp.Eq,
)  # fmt: skip
Identity, hadamard = sp.Identity, HadamardProduct


def Ones(rows, columns=1):
    """The all-ones matrix, a column by default."""
    return sp.OneMatrix(rows, columns)


def delta(i, j):
    """Kronecker's delta of two indices of the same range."""
    if isinstance(i, Idx) and isinstance(j, Idx) and i.upper != j.upper:
        raise MalformedStep(f"delta: {i} runs to {i.upper}, {j} to {j.upper}")
    return sp.KroneckerDelta(i, j)


def Sum(indices, body):
    """Sum of body over one index or several: `Sum(k, x[k])`, `Sum((i, j), A[i, j])`.

    A range of a plain integer symbol is written `Sum((s, 1, t), body)`.
    """
    if isinstance(indices, Idx):
        indices = (indices,)
    if not all(isinstance(i, Idx) for i in indices):
        symbol, low, high = indices
        if isinstance(symbol, Idx):
            raise MalformedStep(f"Sum: {symbol} runs over 1, ..., {symbol.upper}; "
                                "for other ranges take an integer symbol")  # fmt: skip
        return sp.Sum(body, (symbol, low, high))
    if len(set(indices)) < len(indices):
        raise MalformedStep(f"Sum: an index is repeated in {tuple(indices)}")
    return sp.Sum(body, *[(i, i.lower, i.upper) for i in indices])


class d(Expr):
    """The partial derivative of f by x: written here, carried out by the judges.

    x is a scalar or an entry `X[i, j]`. Every path from x to f through the page's
    definitions counts. When x itself is a defined quantity, f is read as a function
    of x and its definition is not looked into.
    """

    is_commutative = True
    is_real = True

    def __new__(cls, f, x):
        f, x = sp.sympify(f), sp.sympify(x)
        if not isinstance(x, Symbol | sp.Indexed):
            raise MalformedStep(f"d: expected a scalar or an entry to differentiate "
                                f"by, got {x}")  # fmt: skip
        return Expr.__new__(cls, f, x)

    f = property(lambda self: self.args[0])
    x = property(lambda self: self.args[1])


class Entry(Expr):
    """One entry of a matrix expression: `Entry(X.m.T * Delta.m, v, t)`."""

    is_commutative = True
    is_real = True

    def __new__(cls, matrix, *position):
        position = tuple(map(sp.sympify, position))
        position = position if len(position) == 2 else (*position, sp.S.One)
        for at, size in zip(position, matrix.shape, strict=True):
            expect_range(f"entry of {matrix}", at, size)
        return Expr.__new__(cls, matrix, *position)

    matrix = property(lambda self: self.args[0])
    position = property(lambda self: self.args[1:])


class Term(Expr):
    """The term a[n] of a recurrence; see `recurrence`."""

    is_commutative = True
    is_real = True

    label = property(lambda self: self.args[0])
    first = property(lambda self: self.args[1])
    value = property(lambda self: self.args[2])
    rule = property(lambda self: self.args[3])
    position = property(lambda self: self.args[4])

    def at(self, position):
        """The term of the same recurrence at another position."""
        return Term(*self.args[:4], sp.sympify(position))


class Recurrence:
    """A sequence given by its first term and a rule for the next one."""

    def __init__(self, name, first, value, rule):
        before, n = Symbol("before.", real=True), Symbol("n.", integer=True)
        body = sp.Lambda((before, n), sp.sympify(rule(before, n)))
        self._known = Symbol(name), sp.Integer(first), sp.sympify(value), body

    def __getitem__(self, position):
        return Term(*self._known, sp.sympify(position))


def recurrence(name, value, rule, first=0):
    """The sequence with a[first] = value and a[n + 1] = rule(a[n], n).

    `m = recurrence("m", 0, lambda m, n: beta * m + (1 - beta) * g[n + 1])` is an
    exponential moving average; `m[t]` is its term at t.
    """
    return Recurrence(name, first, value, rule)


class Elementwise(Function):
    """An arbitrary smooth scalar function; `order` counts its derivatives."""

    nargs = 1
    is_real = True
    order = 0
    base = tex = ""

    def fdiff(self, argindex=1):
        """The next derivative, at the same argument."""
        return _elementwise(self.base, self.tex, self.order + 1)(self.args[0])


@cache
def _elementwise(name, tex, order):
    """One class per function and order, so that equal calls give equal objects."""
    fields = {"base": name, "tex": tex, "order": order}
    return type(name + "'" * order, (Elementwise,), fields)


def elementwise(name, tex=None):
    """An arbitrary activation and its derivative: `phi, dphi = elementwise("phi")`."""
    tex = tex or ("\\" + name if len(name) > 1 else name)
    return _elementwise(name, tex, 0), _elementwise(name, tex, 1)


def free_indices(e):
    """The typed indices of e that no sum binds, sorted by name."""

    def walk(x):
        if isinstance(x, Idx):
            return {x}
        if isinstance(x, sp.Sum | sp.Product):
            return walk(x.function) - set(x.variables)
        return set().union(*map(walk, x.args))

    return sorted(walk(sp.sympify(e)), key=str)
