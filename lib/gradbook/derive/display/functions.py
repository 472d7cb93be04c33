"""Functions and operators in LaTeX: exp, log, phi', sums, derivatives."""

from sympy import Idx, Indexed, Integer, Pow, Sum, Symbol

from ..language import Elementwise, Entry, Term, d
from .names import tex_name
from .product import product

TALL = (r"\frac", r"\sum", r"\begin", r"\sqrt", r"\left", r"\int")
SHORT = (Symbol, Indexed, Term)
NAMED = {
    "log": r"\log", "tanh": r"\tanh", "sinh": r"\sinh", "cosh": r"\cosh",
    "sin": r"\sin", "cos": r"\cos", "tan": r"\tan", "erf": r"\operatorname{erf}",
    "sign": r"\operatorname{sign}", "Heaviside": "H", "Max": r"\max", "Min": r"\min",
    "atan": r"\arctan", "gamma": r"\Gamma",
}  # fmt: skip


def paren(inside):
    """Brackets that grow only where something tall stands in them."""
    if any(sign in inside for sign in TALL):
        return rf"\left({inside}\right)"
    return f"({inside})"


class FunctionTex:
    """The rules of the printer `Tex` that concern functions and operators."""

    # -------------------------------------------------------- functions
    def _print_exp(self, e, exp=None):
        power = e.args[0]
        if power.has(Sum, d) or power.is_Piecewise:
            return r"\exp" + self._bracket(power)
        return f"e^{{{self._small(power)}}}"

    def _argument(self, x):
        return f" {self._print(x)}" if isinstance(x, SHORT) else self._bracket(x)

    def _print_Function(self, e, exp=None):
        if isinstance(e, Elementwise):
            return e.tex + "'" * e.order + self._bracket(e.args[0])
        name = NAMED.get(type(e).__name__) or tex_name(type(e).__name__)
        if len(e.args) == 1 and name.startswith("\\"):
            return name + self._argument(e.args[0])
        return name + paren(", ".join(map(self._print, e.args)))

    _print_erf = _print_log = _print_gamma = _print_Function

    def _print_Heaviside(self, e, exp=None):
        return "H" + self._bracket(e.args[0])

    def _print_Abs(self, e, exp=None):
        return rf"\left|{self._print(e.args[0])}\right|"

    def _print_Max(self, e, exp=None):
        args = sorted(e.args, key=lambda x: (not x.is_number, str(x)))
        name = NAMED[type(e).__name__]
        return name + paren(", ".join(map(self._print, args)))

    _print_Min = _print_Max

    # -------------------------------------------------------- operators
    def _print_d(self, e):
        by, f = [e.x], e.f
        while isinstance(f, d):
            by, f = [*by, f.x], f.f
        n = f"^{{{len(by)}}}" if len(by) > 1 else ""
        if len(set(by)) < len(by) and len(set(by)) == 1:
            below = rf"\partial {self._power(by[0], len(by))}"
        else:
            below = " ".join(rf"\partial {self._print(x)}" for x in by)
        if isinstance(f, SHORT) or (isinstance(f, Entry) and not f.matrix.args[1:]):
            return rf"\frac{{\partial{n} {self._print(f)}}}{{{below}}}"
        named = type(f).__name__ in NAMED or isinstance(f, Elementwise)
        shown = self._print(f) if named else self._bracket(f)
        return rf"\frac{{\partial{n}}}{{{below}}} {shown}"

    def _power(self, x, n):
        return self._print(Pow(x, Integer(n)))

    def _print_Sum(self, e):
        typed = all(isinstance(v, Idx) and low == 1 for v, low, _ in e.limits)
        signs = ",".join(self._print(v) for v in e.variables)
        shown = rf"\sum_{{{signs}}}"
        if not typed:
            shown = "".join(
                rf"\sum_{{{self._print(v)}={self._small(a)}}}^{{{self._small(b)}}}"
                for v, a, b in e.limits
            )
        body = e.function
        loose = body.is_Add or (body.is_Mul and product(body).negative)
        return f"{shown} {self._bracket(body) if loose else self._print(body)}"
