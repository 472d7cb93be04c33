"""One function from one line: its arguments, the definitions it uses, its sizes."""

from typing import NamedTuple

import sympy as sp
from sympy import Symbol

from ..errors import MalformedStep
from ..symbols import RealTensor, Scalar
from .entry import EntryUnfolder
from .names import fresh, identifier
from .value import Value, align, permute
from .write import Writer

SHORT = {"exp": "e", "tanh": "t", "log": "l", "sqrt": "root"}


class Known(NamedTuple):
    """A definition that has its line: its name, and its parameters as last axes."""

    name: str
    extra: tuple

    def value(self, indices):
        """The definition as an array over its indices."""
        return Value(self.name, (*indices, *self.extra))


class SourcePage:
    """Collects the lines of the function while its last one is written."""

    def __init__(self, context, target, args):
        self.context, self.target, self.args = context, target, args
        self.names = {self._name_of(a): a for a in args}
        arrays = [a for a in args if isinstance(a, RealTensor)]
        self.like = identifier(self._name_of((arrays or args or [None])[0]))
        self.unfold, self.callables, self.used = EntryUnfolder(), set(), set()
        self.known, self.lines, self.sizes, self.short = {}, [], set(), {}

    def _name_of(self, a):
        return a.name if isinstance(a, RealTensor | Symbol) else str(a)

    # ------------------------------------------------------------ what a name means
    def argument(self, symbol):
        """The code of an argument, or an error that names what is missing."""
        if symbol.name not in self.names:
            raise MalformedStep(f"compile: {symbol.name} is not among the arguments "
                                f"({', '.join(self.names)})")  # fmt: skip
        return identifier(symbol.name)

    def is_size(self, symbol):
        """True for the length of an axis; an argument is a value."""
        return not isinstance(symbol, Scalar) and symbol.name not in self.names

    def size(self, symbol):
        """The code of an axis length, to be read from an argument's shape."""
        if not any(symbol in getattr(a, "shape", ()) for a in self.args):
            raise MalformedStep(f"compile: no argument has an axis of length {symbol}")
        self.sizes.add(symbol)
        return identifier(symbol.name)

    def definition(self, e):
        """The definition behind e, written out before its first use; or None."""
        found = self.context.definition_of(e)
        name = found.symbol.name if found else None
        if not found or name in self.names:
            return None
        if name not in self.known:
            code, axes = self.line(found.body, found.indices)
            self.known[name] = Known(identifier(name), axes[len(found.indices) :])
            self.lines.append((identifier(name), code))
        return self.known[name]

    # ------------------------------------------------------------ lines
    def line(self, e, axes, exact=False):
        """(code, axes) of e as an array over `axes`, then over its parameters."""
        writer = Writer(self, axes)
        value = writer.value(e)
        extra = tuple(a for a in value.axes if a not in axes)
        if extra and exact:
            raise MalformedStep(f"compile: {extra[0]} is free in the line; name every "
                                "axis of the result in free=(...)")  # fmt: skip
        axes = (*axes, *extra)
        value = self._spread(value, axes, writer)
        return self._shorten(value.code, writer.calls), axes

    def _spread(self, value, axes, writer):
        """The value with exactly these axes, also where it does not depend on one."""
        if set(value.axes) == set(axes):
            return permute(value, axes, self.target)
        shape = ", ".join(writer.size(a.upper) for a in axes)
        shape = f"({shape},)" if len(axes) == 1 else f"({shape})"
        if not value.axes:
            form = self.target.full
            code = form.format(shape=shape, value=value.code, like=self.like)
            return Value(code, axes)
        row = align(value, axes, self.target).code
        return Value(f"{self.target.module}.broadcast_to({row}, {shape})", axes)

    def _shorten(self, code, calls):
        """Give a function value that is used twice a name: e = np.exp(z)."""
        for known, name in self.short.items():
            code = code.replace(known, name)
        for function, long in sorted(set(calls), key=lambda c: (-len(c[1]), c[1])):
            if code.count(long) > 1:
                name = fresh(SHORT.get(function, "h"), self._taken())
                self.lines.append((name, long))
                self.short[long] = name
                code = code.replace(long, name)
        return code

    def _taken(self):
        symbols = {s.name for d in self.context.definitions.values()
                   for s in d.body.atoms(Scalar)}  # fmt: skip
        names = {*symbols, *self.names, *self.context.definitions}
        shapes = {s.name for a in self.args for n in getattr(a, "shape", ())
                  for s in sp.sympify(n).free_symbols}  # fmt: skip
        return {*map(identifier, names | shapes), *self.short.values()}

    # ------------------------------------------------------------ the function
    def source(self, e, free):
        """The whole function, with its imports."""
        result, _ = self.line(e, free, exact=True)
        body = [*self._size_lines(), *(f"{n} = {code}" for n, code in self.lines)]
        body.append(f"return {result}")
        names = [identifier(name) for name in self.names]
        if self.callables:
            names += ["*", *sorted(self.callables)]
        head = [self.target.header]
        if any("math." in row for row in body):
            head.insert(0, "import math")
        if "erf" in self.used and self.target.module == "np":
            head.append("from scipy.special import erf")
        rows = [*head, "", "", f"def f({', '.join(names)}):"]
        return "\n".join([*rows, *(f"    {row}" for row in body)]) + "\n"

    def _size_lines(self):
        """Read the sizes in use from the shapes: N, D = X.shape."""
        rows, left = [], set(self.sizes)
        for a in self.args:
            shape = getattr(a, "shape", ())
            if not left & set(shape):
                continue
            at = {n: k for k, n in reversed([*enumerate(shape)]) if n in left}
            left -= set(at)
            rows.append(self._sizes_of(identifier(a.name), at, shape))
        return rows

    def _sizes_of(self, name, at, shape):
        if len(at) == 1:
            ((n, k),) = at.items()
            where = f"len({name})" if k == 0 else f"{name}.shape[{k}]"
            return f"{identifier(n.name)} = {where}"
        found = [identifier(n.name) if at.get(n) == k else "_"
                 for k, n in enumerate(shape)]  # fmt: skip
        return f"{', '.join(found)} = {name}.shape"
