"""What a line of a derivation may refer to: the page's definitions and hypotheses."""

from typing import NamedTuple

from sympy import Expr, Idx

from .symbols import RealTensor, Scalar


class Definition(NamedTuple):
    """`symbol[indices] := body`; a scalar definition has no indices."""

    symbol: RealTensor | Scalar
    indices: tuple[Idx, ...]
    body: Expr


class Context(NamedTuple):
    """Definitions by name, in the order they were made, and hypotheses (Ne, Eq)."""

    definitions: dict[str, Definition]
    hypotheses: tuple

    def definition_of(self, x):
        """The definition behind a scalar or an entry `p[i]`, or None."""
        if isinstance(x, Scalar):
            found = self.definitions.get(x.name)
            return found if found and found.symbol == x else None
        base = getattr(x, "base", None)
        if isinstance(base, RealTensor):
            found = self.definitions.get(base.name)
            return found if found and found.symbol == base else None
        return None


class Step(NamedTuple):
    """One judged line: `relation expression`, its reason, and the evidence."""

    relation: str  # "=" or "<="
    expression: Expr
    reason: str
    badge: str  # PROVED, PROVED_SHAPE or TESTED
    points: int  # how many random points the oracle tried


PROVED, PROVED_SHAPE, TESTED = "proved", "proved for this shape", "tested"
