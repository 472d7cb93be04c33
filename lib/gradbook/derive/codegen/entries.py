"""Entries of arrays as code: whole axes, fixed positions, windows, deltas."""

from string import ascii_letters

import sympy as sp
from sympy import Idx

from ..errors import MalformedStep
from .value import Value, align


class EntryCode:
    """The rules of `Writer` that concern indices."""

    def rank(self, a):
        """The place of an index among the axes of this line: order of appearance."""
        if a not in self.order:
            self.order.append(a)
        return self.order.index(a)

    def letters(self, axes):
        """Letters for einsum: an index's own name where it is one free letter."""
        for a in axes:
            if a not in self.letter:
                taken = self.letter.values()
                own = [str(a)] if str(a) in ascii_letters and len(str(a)) == 1 else []
                self.letter[a] = next(
                    c for c in [*own, *ascii_letters] if c not in taken
                )
        return "".join(self.letter[a] for a in axes)

    def size(self, n):
        """The length of an axis as code."""
        return self.value(sp.sympify(n)).code

    def entry(self, name, positions):
        """`name[positions]` as an array over the indices that occur in it."""
        positions = tuple(map(sp.sympify, positions))
        plain = [p for p in positions if isinstance(p, Idx)]
        if len(plain) == len(positions) == len(set(plain)):
            return Value(name, positions)
        if len(plain) == len(positions):
            kept = tuple(dict.fromkeys(positions))
            shown = f"'{self.letters(positions)}->{self.letters(kept)}'"
            return Value(f"{self.target.module}.einsum({shown}, {name})", kept)
        fixed = all(isinstance(p, Idx) or p.is_Integer for p in positions)
        if fixed and len(plain) == len(set(plain)):
            shown = [":" if isinstance(p, Idx) else str(p - 1) for p in positions]
            return Value(f"{name}[{', '.join(shown)}]", tuple(plain))
        return self._window(name, positions)

    def _window(self, name, positions):
        """Entries such as x[t + k - 1], gathered by an array of positions."""
        axes = self._indices_in(*positions)
        for p in positions:
            self._expect_from_one(name, p)
        shown = [align(self._offsets(p - 1), axes, self.target).code for p in positions]
        return Value(f"{name}[{', '.join(shown)}]", axes)

    def _indices_in(self, *expressions):
        found = {a for e in expressions for a in e.atoms(Idx)}
        return tuple(sorted(sorted(found, key=str), key=self.rank))

    def _expect_from_one(self, name, position):
        """Refuse a position below 1: in Python it would count from the end."""
        lowest = sp.expand(position)
        for a in self._indices_in(position):
            step = lowest.coeff(a)
            lowest = lowest.subs(a, a.upper if step.is_negative else 1)
        if not sp.expand(lowest - 1).is_nonnegative:
            raise MalformedStep(f"compile: {name}[{position}] may lie before entry 1")

    def _offsets(self, position):
        """The integer array of a position, counted from 0 where position is 0."""
        position = sp.expand(position)
        axes = self._indices_in(position)
        constant = position.subs(dict.fromkeys(axes, 1))
        parts = []
        for a in axes:
            step = position.coeff(a)
            code = self.target.arange.format(size=self.size(a.upper), like=self.like)
            code = code if abs(step) == 1 else f"{abs(step)} * {code}"
            parts.append((bool(step.is_negative), Value(code, (a,))))
        if constant != 0 or not parts:
            negative = bool(constant.is_negative)
            parts.append((negative, self.value(-constant if negative else constant)))
        return self.add(sorted(parts, key=lambda part: part[0]))

    def position(self, e):
        """An index used as a number, 1, 2, 3, ..., in the dtype of the arrays."""
        code = f"({self._offsets(e).code})"
        return Value(self.target.cast.format(value=code, like=self.like), (e,))

    def delta(self, e):
        """Kronecker's delta: an identity matrix, or a comparison of positions."""
        i, j = e.args
        if isinstance(i, Idx) and isinstance(j, Idx):
            axes = tuple(sorted((i, j), key=self.rank))
            code = self.target.eye.format(size=self.size(i.upper), like=self.like)
            return Value(code, axes, flipped=code)
        axes = self._indices_in(e)
        sides = [align(self._offsets(p - 1), axes, self.target).code for p in (i, j)]
        equal = f"({' == '.join(sides)})"
        return Value(self.target.cast.format(value=equal, like=self.like), axes)
