"""The nouns of a derivation: sizes, scalars, arrays and typed indices."""

import sympy as sp
from sympy import Expr, Idx, IndexedBase, MatrixExpr, Symbol

from .errors import MalformedStep


def _checked(name):
    """Names are identifiers: the engine's own names are not, so they cannot clash."""
    if not name.isidentifier():
        raise MalformedStep(f"name: expected an identifier, got {name!r}")
    return name


def dims(names):
    """Symbolic sizes: positive integers named in one string, as `dims("N D")`."""
    for name in names.split():
        _checked(name)
    return sp.symbols(names, integer=True, positive=True)


def natural(name):
    """A symbol for 0, 1, 2, ...: the position in a recurrence."""
    return Symbol(_checked(name), integer=True, nonnegative=True)


class Scalar(Symbol):
    """A real symbol that knows the open interval it lives in."""

    __slots__ = ("high", "low")

    def __new__(cls, name, low=-sp.oo, high=sp.oo, **assumptions):
        _checked(name)
        low, high = sp.sympify(low), sp.sympify(high)
        if not low < high:
            raise MalformedStep(f"{name}: expected low < high, got ({low}, {high})")
        known = {"real": True, **assumptions}
        if low >= 0:
            known["positive"] = True
        if high <= 0:
            known["negative"] = True
        self = Symbol.__xnew__(cls, name, **known)
        self.low, self.high = low, high
        return self

    def _hashable_content(self):
        return (*super()._hashable_content(), self.low, self.high)

    def __getnewargs_ex__(self):
        args, known = super().__getnewargs_ex__()
        return (*args, self.low, self.high), known


def var(name, low=-sp.oo, high=sp.oo, **assumptions):
    """A real scalar, confined to the open interval (low, high) where one is given.

    Extra keywords are SymPy assumptions: `var("x", nonzero=True)`.
    """
    return Scalar(name, low, high, **assumptions)


class TensorMatrix(MatrixExpr):
    """A tensor of one or two axes seen as a matrix; vectors are columns."""

    def __new__(cls, tensor):
        return Expr.__new__(cls, tensor)

    tensor = property(lambda self: self.args[0])
    name = property(lambda self: self.tensor.name)
    shape = property(lambda self: (*self.tensor.shape, sp.S.One)[:2])

    def _entry(self, i, j, **kwargs):
        return self.tensor[(i, j)[: len(self.tensor.shape)]]

    def _sympystr(self, printer):
        return self.name

    def _latex(self, printer):
        return printer._print(self.tensor.label)


class RealTensor(IndexedBase):
    """A named real array of symbolic shape, indexed by typed indices."""

    name = property(lambda self: str(self.label))

    @property
    def m(self):
        """The same array in matrix notation (one or two axes; a vector is a column)."""
        if len(self.shape) > 2:
            raise MalformedStep(f"{self.name}.m: expected at most 2 axes, "
                                f"got {len(self.shape)}")  # fmt: skip
        return TensorMatrix(self)

    def __getitem__(self, indices):
        indices = indices if isinstance(indices, tuple | sp.Tuple) else (indices,)
        if len(indices) != len(self.shape):
            raise MalformedStep(f"{self.name}: expected {len(self.shape)} indices, "
                                f"got {len(indices)}")  # fmt: skip
        for position, size in zip(indices, self.shape, strict=True):
            expect_range(self.name, position, size)
        return super().__getitem__(indices)


def expect_range(name, position, size):
    """An index of range K must not run over an axis of another length."""
    if isinstance(position, Idx) and position.upper != size:
        raise MalformedStep(f"{name}: index {position} runs to {position.upper}, "
                            f"the axis to {size}")  # fmt: skip
    if not isinstance(position, Idx) and sp.sympify(position).is_Integer:
        inside = size - position
        if position < 1 or inside.is_negative or (inside + 1).is_positive is None:
            raise MalformedStep(f"{name}: entry {position} is not on every axis "
                                f"of length {size}")  # fmt: skip


def tensor(name, *shape, low=-sp.oo, high=sp.oo, **assumptions):
    """A real array with the given axis lengths; entries confined as for `var`.

    An axis of length `oo` is a sequence, used by recurrences.
    """
    if not shape:
        raise MalformedStep(f"{name}: expected at least one axis; use var for scalars")
    shape = tuple(n if n is sp.oo else _positive_size(n) for n in shape)
    return RealTensor(Scalar(name, low, high, **assumptions), shape=shape)


def _positive_size(size):
    """A size that is at least 1 whatever its dimensions are, as N or T + K - 1."""
    size = sp.sympify(size)
    least = {n: 1 + sp.Dummy(integer=True, nonnegative=True) for n in size.free_symbols}
    if not (size.is_integer and sp.expand(size.xreplace(least)).is_positive):
        raise MalformedStep(f"size: expected a positive integer, got {size}")
    return size


def index(names, size):
    """Indices that run over 1..size, named in one string, as `index("i j", K)`."""
    size = _positive_size(size)
    labels = [Symbol(_checked(name), integer=True) for name in names.split()]
    made = [Idx(label, (1, size)) for label in labels]
    return made if len(made) > 1 else made[0]
