"""The same formulas in plain text: read in a terminal, and written as on input."""

from sympy import Dummy, Idx, S
from sympy.matrices.expressions.hadamard import HadamardProduct
from sympy.printing.str import StrPrinter

from ..language import Elementwise
from .matrix import matrix_terms, position_shown
from .order import terms
from .product import common_denominator, product


def text(e):
    """The formula e in plain text."""
    return Text().doprint(e)


class Text(StrPrinter):
    """The printer: order as in LaTeX, notation as the author types it."""

    printmethod = None

    # -------------------------------------------------------- names
    def _print_RealTensor(self, e):
        return e.name

    def _print_TensorMatrix(self, e):
        return e.name

    def _print_Dummy(self, e):
        return e.name

    def _print_Idx(self, e):
        return str(e.label)

    def _print_Indexed(self, e):
        return f"{e.base.name}[{self._list(e.indices)}]"

    def _print_Term(self, e):
        return f"{e.label}[{self._print(e.position)}]"

    def _print_KroneckerDelta(self, e):
        return f"delta({self._list(e.args)})"

    def _list(self, parts):
        return ", ".join(map(self._print, parts))

    # -------------------------------------------------------- arithmetic
    def _print_Rational(self, e):
        return f"{e.p}/{e.q}" if e.q > 1 else str(e.p)

    _print_Half = _print_Rational

    def _print_Add(self, e, order=None):
        if common_denominator(e) > 1:
            return self._print_Mul(e)
        shown = ""
        for negative, term in terms(e):
            sign = "-" if negative else "+" if shown else ""
            shown += f" {sign} " if shown else sign
            shown += self._print(term)
        return shown

    def _print_Mul(self, e):
        p = product(e)
        head, tail = p.split()
        if all(f.is_number for f in head):
            head, tail = (*head, *tail), ()
        shown = "*".join(map(self._factor, head)) or ("1" if p.under else "")
        if p.under:
            under = "*".join(map(self._factor, p.under))
            simple = len(p.under) == 1 and not p.under[0].is_Mul
            shown += f"/{under}" if simple else f"/({under})"
        shown = "*".join([*filter(None, [shown]), *map(self._factor, tail)])
        return f"-{shown}" if p.negative else shown

    def _factor(self, f):
        shown = self._print(f)
        return f"({shown})" if f.is_Add or shown.startswith("-") else shown

    def _print_Pow(self, e, rational=False):
        if e.exp.is_Rational and e.exp.is_negative:
            return self._print_Mul(e)
        if e.exp == S.Half:
            return f"sqrt({self._print(e.base)})"
        return f"{self._tight(e.base)}**{self._tight(e.exp)}"

    def _tight(self, e):
        loose = e.is_Add or e.is_Mul or e.is_Pow or (e.is_Rational and e.q > 1)
        shown = self._print(e)
        return f"({shown})" if loose or shown.startswith("-") else shown

    # -------------------------------------------------------- functions
    def _print_Function(self, e):
        name = type(e).__name__
        if isinstance(e, Elementwise):
            name = "d" * e.order + e.base  # as in `phi, dphi = elementwise("phi")`
        return f"{name}({self._list(e.args)})"

    def _print_Heaviside(self, e):
        return f"Heaviside({self._print(e.args[0])})"

    def _print_Max(self, e):
        args = sorted(e.args, key=lambda x: (not x.is_number, str(x)))
        return f"{type(e).__name__}({self._list(args)})"

    _print_Min = _print_Max

    def _print_d(self, e):
        return f"d({self._print(e.f)}, {self._print(e.x)})"

    def _print_Sum(self, e):
        typed = all(isinstance(v, Idx) and low == 1 for v, low, _ in e.limits)
        over = self._list(e.variables)
        if not typed:
            over = ", ".join(f"({self._list(limit)})" for limit in e.limits)
        elif len(e.limits) > 1:
            over = f"({over})"
        return f"Sum({over}, {self._print(e.function)})"

    # -------------------------------------------------------- matrices
    def _print_Entry(self, e):
        shown = self._print(e.matrix)
        position = self._list(position_shown(e))
        closed = shown.isidentifier() or isinstance(e.matrix, HadamardProduct)
        return f"{shown if closed else f'({shown})'}[{position}]"

    def _print_MatAdd(self, e):
        shown = ""
        for negative, term in matrix_terms(e):
            sign = "-" if negative else "+" if shown else ""
            shown += (f" {sign} " if shown else sign) + self._print(term)
        return shown

    def _print_MatMul(self, e):
        number, matrices = e.as_coeff_matrices()
        shown = " @ ".join(
            f"({self._print(m)})" if m.is_MatAdd else self._print(m) for m in matrices
        )
        if number == 1:
            return shown
        shown = f"({shown})" if len(matrices) > 1 else shown
        return f"-{shown}" if number == -1 else f"{self._factor(number)}*{shown}"

    def _print_Transpose(self, e):
        shown = self._print(e.arg)
        return f"{shown}.T" if shown.isidentifier() else f"({shown}).T"

    def _print_HadamardProduct(self, e):
        return f"hadamard({self._list(e.args)})"

    def _print_Identity(self, e):
        return f"Identity({self._print(e.rows)})"

    def _print_OneMatrix(self, e):
        return f"Ones({self._list(e.shape[:1] if e.cols == 1 else e.shape)})"

    def _print_ElementwiseApplyFunction(self, e):
        mark = Dummy("t")
        body = e.function(mark)
        if body.args == (mark,):
            return f"{self._print(body).partition('(')[0]}({self._print(e.expr)})"
        return f"(t -> {self._print(body)})({self._print(e.expr)})"
