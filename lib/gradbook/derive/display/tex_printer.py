"""Formulas as a textbook sets them, in LaTeX that KaTeX and MathJax both read."""

from sympy import Sum
from sympy.printing.latex import LatexPrinter

from ..language import d
from .functions import NAMED, FunctionTex, paren
from .matrix import MatrixTex
from .names import tex_array_name, tex_name, tex_subscript
from .order import terms
from .product import common_denominator, is_decimal, product


def tex(e):
    """The formula e in LaTeX."""
    return Tex().doprint(e)


class Tex(FunctionTex, MatrixTex, LatexPrinter):
    """The printer: every rule for order is in order, for names in names."""

    printmethod = None  # no class prints itself another way
    inline = 0  # inside an exponent: a/b and not a fraction bar

    # -------------------------------------------------------- names
    def _print_Symbol(self, e, style=""):
        return tex_name(e.name)

    def _print_Dummy(self, e):
        return tex_name(e.name)

    def _print_Idx(self, e):
        return tex_name(str(e.label))

    def _print_RealTensor(self, e):
        return tex_array_name(e.name)

    def _print_Indexed(self, e):
        return self._print(e.base) + self._subscript(e.indices)

    def _print_Term(self, e):
        return tex_name(str(e.label)) + self._subscript([e.position])

    def _print_KroneckerDelta(self, e):
        return r"\delta" + self._subscript(e.args)

    def _subscript(self, indices):
        return f"_{{{tex_subscript([self._small(i) for i in indices])}}}"

    def _small(self, e):
        self.inline += 1
        try:
            return self._print(e)
        finally:
            self.inline -= 1

    # -------------------------------------------------------- arithmetic
    def _print_Constant(self, e):
        return {"Pi": r"\pi", "Exp1": "e", "Infinity": r"\infty"}[type(e).__name__]

    _print_Pi = _print_Exp1 = _print_Infinity = _print_Constant

    def _print_NegativeInfinity(self, e):
        return r"-\infty"

    def _print_Rational(self, e):
        return self._fraction(e) if e.q > 1 else str(e.p)

    def _fraction(self, e):
        if is_decimal(e):
            return decimal(e)
        sign = "-" if e.p < 0 else ""
        if self.inline:
            return f"{sign}{abs(e.p)}/{e.q}"
        return rf"{sign}\frac{{{abs(e.p)}}}{{{e.q}}}"

    _print_Half = _print_Rational

    def _print_Add(self, e, order=None):
        if common_denominator(e) > 1:
            return self._print_Mul(e)
        shown = ""
        for negative, term in terms(e):
            sign = "-" if negative else "+" if shown else ""
            shown += f" {sign} " if shown else sign
            shown += self._bracket(term) if term.is_Add else self._print(term)
        return shown

    def _print_Mul(self, e):
        p = product(e)
        head, tail = p.split()
        shown = self._row(head, closed=bool(p.under) or not tail) or "1"
        if p.under:
            shown = self._over(shown, p.under, head)
        shown = [shown] if p.under or head else []
        shown += [self._row(tail, closed=True)] if tail else []
        return ("-" if p.negative else "") + " ".join(shown)

    def _over(self, above, factors, head):
        below = self._row(factors, closed=True, only=len(factors) == 1)
        if not self.inline:
            if len(head) == 1 and head[0].is_Add:
                above = self._print(head[0])
            return rf"\frac{{{above}}}{{{below}}}"
        simple = len(factors) == 1 and not factors[0].is_Add
        return f"{above}/{below}" if simple else f"{above}/{paren(below)}"

    def _row(self, factors, closed, only=False):
        """Factors side by side; `closed` when nothing follows the last of them."""
        shown = []
        for n, f in enumerate(factors):
            last = closed and n == len(factors) - 1
            piece = self._print(f) if only else self._factor(f, last)
            if shown and piece[0].isdigit():
                piece = rf"\cdot {piece}"
            word = any(p.startswith(r"\mathrm") for p in (piece, *shown[-1:]))
            shown.append(rf"\, {piece}" if shown and word else piece)
        return " ".join(shown)

    def _factor(self, f, last):
        """One factor: a sum that is not the last reaches no further than itself."""
        if f.is_Add or (isinstance(f, Sum) and not last):
            return self._bracket(f)
        name = NAMED.get(type(f).__name__)
        if name and not last and len(f.args) == 1:
            return name + self._bracket(f.args[0])
        return self._print(f)

    def _bracket(self, e):
        return paren(self._print(e))

    def _print_Pow(self, e):
        base, power = e.base, e.exp
        if power.is_Rational and power.is_negative:
            return self._print_Mul(e)
        if power.is_Rational and power.p == 1 and not self.inline:
            root = f"[{power.q}]" if power.q > 2 else ""
            return rf"\sqrt{root}{{{self._print(base)}}}"
        small = self._small(power)
        name = NAMED.get(type(base).__name__)
        if name and len(base.args) == 1:
            return f"{name}^{{{small}}}{self._argument(base.args[0])}"
        shown = self._print(base)
        if not self._is_closed(base) or "^" in shown:
            shown = paren(shown)
        return f"{shown}^{{{small}}}"

    def _is_closed(self, e):
        if e.is_Rational:
            return e.is_integer and e >= 0
        return not (e.is_Add or e.is_Mul or e.is_Pow or isinstance(e, d | Sum))


def decimal(e):
    """A rational with a finite decimal form, as 0.044715."""
    digits = len(str(e.q))
    while (e * 10**digits).q != 1:
        digits += 1
    sign = "-" if e.p < 0 else ""
    whole = str(abs(int(e * 10**digits))).zfill(digits + 1)
    return f"{sign}{whole[:-digits]}.{whole[-digits:]}".rstrip("0")
