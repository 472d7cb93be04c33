"""A line of a derivation as a function: the code that a reader can run.

    f = compile_line(e, context, "numpy", [z, y], free=(j,))
    print(f.source)
    f(z_values, y_values)

Neither NumPy nor PyTorch is imported before a function is called: the source can be
read where neither is installed.
"""

from ..errors import MalformedStep
from ..symbols import RealTensor
from .page import SourcePage
from .value import TARGETS

__all__ = ["CompiledLine", "compile_line"]


def compile_line(expr, context, target, args, free=()):
    """The line `expr` as a function of arrays.

    Parameters
    ----------
    expr : Expr
        The author's expression; it is computed as written.
    context : Context
        The definitions of the page. Those that the line uses become lines of code,
        unless they are given as arguments.
    target : "numpy" or "torch"
    args : sequence of scalars and tensors
        The parameters of the function, in order.
    free : sequence of indices
        The free indices of the line, in the order of the result's axes.

    Returns
    -------
    CompiledLine
        Called with arrays; `source` is the code that is executed. Functions made
        with `elementwise` are passed by name: `f(x, phi=..., phi_prime=...)`.
    """
    if target not in TARGETS:
        raise MalformedStep(f'compile: expected "numpy" or "torch", got {target!r}')
    if len(set(free)) < len(free):
        raise MalformedStep(f"compile: an index is repeated in free={tuple(free)}")
    page = SourcePage(context, TARGETS[target], list(args))
    return CompiledLine(page.source(expr, tuple(free)), target, tuple(args))


class CompiledLine:
    """A function with its source; the source is executed at the first call."""

    def __init__(self, source, target, parameters):
        self.source, self.target, self.parameters = source, target, parameters
        self._function = None

    def __repr__(self):
        return self.source

    def _repr_markdown_(self):
        return f"```python\n{self.source.strip()}\n```"

    def __call__(self, *arrays, **functions):
        """Evaluate the line; plain numbers take the dtype of the arrays."""
        names = [p.name for p in self.parameters]
        if len(arrays) != len(names):
            raise TypeError(f"f: expected {len(names)} arguments ({', '.join(names)}), "
                            f"got {len(arrays)}")  # fmt: skip
        arrays = self._with_dtype(arrays)
        self._expect_shapes(arrays)
        if self._function is None:
            namespace = {}
            exec(self.source, namespace)
            self._function = namespace["f"]
        return self._function(*arrays, **functions)

    def _with_dtype(self, arrays):
        """Plain numbers as scalars of the arrays' dtype, so that float32 stays."""
        floats = [a for a in arrays if not isinstance(a, int | float)]
        if self.target == "numpy":
            import numpy as np

            kind = np.result_type(*floats) if floats else np.dtype(float)
            return [kind.type(a) if isinstance(a, int | float) else a for a in arrays]
        import torch

        like = floats[0] if floats else torch.zeros((), dtype=torch.float64)
        return [like.new_tensor(a) if isinstance(a, int | float) else a for a in arrays]

    def _expect_shapes(self, arrays):
        """One letter, one length: a wrong shape must not broadcast in silence."""
        from gradbook.shapes import ShapeError

        if not any(isinstance(p, RealTensor) for p in self.parameters):
            return
        sizes = {}
        for p, array in zip(self.parameters, arrays, strict=True):
            letters = tuple(getattr(p, "shape", ()))
            got = tuple(array.shape)
            if len(got) == len(letters):
                for n, size in zip(letters, got, strict=True):
                    sizes.setdefault(n, int(n) if n.is_Integer else size)
            known = tuple(sizes.get(n, n) for n in letters)
            if known != got:
                raise ShapeError(f"{p.name}: expected {_row(letters)} = {_row(known)}, "
                                 f"got {got}")  # fmt: skip


def _row(sizes):
    """Sizes as Python shows a tuple, letters without quotes."""
    return f"({', '.join(map(str, sizes))}{',' if len(sizes) == 1 else ''})"
