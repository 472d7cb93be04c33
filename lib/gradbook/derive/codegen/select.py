"""Choices as code: cases, maxima, the unit step; and what has no code at all."""

from functools import reduce

import sympy as sp
from sympy import Max, Piecewise, S

from ..display.text_printer import text
from ..errors import MalformedStep
from ..language import Term, d
from .value import ADD, MUL, Value, align, axes_of, call

COMPARE = {
    sp.Gt: ">", sp.Ge: ">=", sp.Lt: "<", sp.Le: "<=", sp.Eq: "==", sp.Ne: "!=",
}  # fmt: skip


class SelectCode:
    """The rules of `Writer` for Piecewise, Max, Min and Heaviside."""

    def common_axes(self, values):
        """The axes on which all values broadcast."""
        return axes_of(values, self.rank)

    def aligned(self, value, axes):
        """The value ready to broadcast on these axes."""
        return align(value, axes, self.target)

    def piecewise(self, e):
        """Nested `where`, the first case outermost; numbers take the arrays' dtype."""
        if e.args[-1][1] not in (True, S.true):
            raise MalformedStep("compile: the last case of a Piecewise must be True")
        constant = all(self.is_constant(branch) for branch, _ in e.args)
        branch = self._number_branch if constant else self.value
        value = branch(e.args[-1][0])
        for case, condition in reversed(e.args[:-1]):
            value = self._where(self._condition(condition), branch(case), value)
        if constant:
            code = self.target.cast.format(value=value.code, like=self.like)
            value = Value(code, value.axes)
        return value

    def _number_branch(self, e):
        """torch.where rounds two plain floats to float32; a tensor keeps its dtype."""
        value = self.value(e)
        if e.is_Integer or self.target.module == "np":
            return value
        code = self.target.full.format(shape="()", value=value.code, like=self.like)
        return Value(code)

    def _where(self, condition, yes, no):
        axes = self.common_axes([condition, yes, no])
        parts = [self.aligned(v, axes).code for v in (condition, yes, no)]
        return call(f"{self.target.module}.where", *parts, axes=axes)

    def _condition(self, c):
        if isinstance(c, sp.And | sp.Or):
            parts = [self._condition(x) for x in sorted(c.args, key=str)]
            axes = self.common_axes(parts)
            sign = " & " if isinstance(c, sp.And) else " | "
            code = sign.join(f"({self.aligned(v, axes).code})" for v in parts)
            return Value(code, axes, ADD)
        if type(c) not in COMPARE:
            raise MalformedStep(f"compile: the condition {c} has no code")
        sides = [self.value(c.lhs), self.value(c.rhs)]
        axes = self.common_axes(sides)
        left, right = (self.aligned(v, axes).code for v in sides)
        return Value(f"{left} {COMPARE[type(c)]} {right}", axes, ADD)

    def extreme(self, e):
        """Max or Min; the numbers among the arguments come last."""
        args = sorted(e.args, key=lambda x: (self.is_constant(x), str(x)))
        name = "maximum" if isinstance(e, Max) else "minimum"
        parts = [(self.value(x), self.is_constant(x)) for x in args]
        return reduce(lambda a, b: (self._extreme(name, a[0], *b), False), parts)[0]

    def _extreme(self, name, a, b, number):
        axes = self.common_axes([a, b])
        left, right = (self.aligned(v, axes).code for v in (a, b))
        if self.target.module == "torch" and number:
            bound = "min" if name == "maximum" else "max"
            return call("torch.clamp", left, f"{bound}={right}", axes=axes)
        return call(f"{self.target.module}.{name}", left, right, axes=axes)

    def step(self, e):
        """Heaviside's step, with its value 1/2 at 0 as SymPy has it."""
        if e.args[1] != S.Half:
            x = e.args[0]
            cases = Piecewise((S.Zero, x < 0), (e.args[1], sp.Eq(x, 0)), (1, True))
            return self.piecewise(cases)
        sign = self.apply("sign", e.args[0])
        return Value(f"(1 + {sign.code}) / 2", sign.axes, MUL)

    def refuse(self, e):
        """What a line may contain, but no code can compute."""
        if isinstance(e, d | sp.Derivative):
            raise MalformedStep(f"compile: {text(e)} is still a derivative; carry out "
                                "the derivative first")  # fmt: skip
        what = "a term of a recurrence" if isinstance(e, Term) else "an integral"
        raise MalformedStep(f"compile: {text(e)} is {what}; it has no array code")
