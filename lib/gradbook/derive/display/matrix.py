"""Matrix notation in LaTeX: products, transposes, entries."""

from sympy import Dummy, MatMul, S
from sympy.matrices.expressions.hadamard import HadamardProduct


class MatrixTex:
    """The rules of the printer `Tex` that concern whole matrices."""

    def _print_TensorMatrix(self, e):
        return self._print(e.tensor)

    def _print_Entry(self, e):
        shown = self._print(e.matrix)
        if type(e.matrix).__name__ != "TensorMatrix" or "^" in shown:
            shown = rf"\left({shown}\right)"
        return shown + self._subscript(position_shown(e))

    def _print_MatAdd(self, e):
        shown = ""
        for negative, term in matrix_terms(e):
            sign = "-" if negative else "+" if shown else ""
            shown += (f" {sign} " if shown else sign) + self._print(term)
        return shown

    def _print_MatMul(self, e):
        number, matrices = e.as_coeff_matrices()
        negative = bool(number.as_coeff_Mul()[0].is_negative)
        number = -number if negative else number
        shown = [] if number == 1 else [
            self._bracket(number) if number.is_Add else self._print(number)
        ]  # fmt: skip
        shown += [self._matrix_factor(m, alone=len(matrices) == 1) for m in matrices]
        return ("-" if negative else "") + " ".join(shown)

    def _matrix_factor(self, m, alone):
        shown = self._print(m)
        loose = m.is_MatAdd or (isinstance(m, HadamardProduct) and not alone)
        return rf"\left({shown}\right)" if loose else shown

    def _print_Transpose(self, e):
        shown = self._print(e.arg)
        if type(e.arg).__name__ not in ("TensorMatrix", "OneMatrix"):
            shown = rf"\left({shown}\right)"
        return rf"{{{shown}}}^{{\top}}" if "^" in shown else rf"{shown}^{{\top}}"

    def _print_Inverse(self, e):
        shown = self._print(e.arg)
        if type(e.arg).__name__ != "TensorMatrix" or "^" in shown:
            shown = rf"\left({shown}\right)"
        return f"{shown}^{{-1}}"

    def _print_HadamardProduct(self, e):
        return r" \odot ".join(
            rf"\left({self._print(m)}\right)" if m.is_MatAdd else self._print(m)
            for m in sorted(e.args, key=_applied)
        )

    def _print_Identity(self, e):
        return "I"

    def _print_OneMatrix(self, e):
        return r"\mathbf{1}^{\top}" if e.rows == 1 != e.cols else r"\mathbf{1}"

    def _print_ZeroMatrix(self, e):
        return "0"

    def _print_DiagMatrix(self, e):
        return rf"\operatorname{{diag}}\left({self._print(e.arg)}\right)"

    def _print_ElementwiseApplyFunction(self, e):
        mark = Dummy("t")
        body = e.function(mark)
        inside = self._print(e.expr)
        if body.args == (mark,):
            name = self._print(body).partition("(")[0].removesuffix(r"\left").strip()
            name = r"\exp" if name.startswith("e^") else name.removesuffix(" t")
            return rf"{name}({inside})"
        return rf"\left(t \mapsto {self._print(body)}\right)({inside})"


def position_shown(e):
    """The indices of an entry; a row or a column needs only one of them."""
    at = [i for i, size in zip(e.position, e.matrix.shape, strict=True) if size != 1]
    return at or e.position


def matrix_terms(e):
    """The terms of a sum of matrices: positive first, products before single ones."""
    parts = []
    for m in e.args:
        number, matrices = m.as_coeff_matrices() if m.is_MatMul else (S.One, [m])
        negative = bool(number.as_coeff_Mul()[0].is_negative)
        bare = number * (-1 if negative else 1)
        single = bare == 1 and len(matrices) == 1
        term = matrices[0] if single else MatMul(bare, *matrices)
        parts.append((negative, len(matrices) == 1, number != 1, str(term), term))
    return [(p[0], p[-1]) for p in sorted(parts, key=lambda p: p[:-1])]


def _applied(m):
    return type(m).__name__ == "ElementwiseApplyFunction"
