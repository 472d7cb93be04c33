"""The second judge of a step: both sides at random points, in 60 digits.

`test` evaluates the expression trees themselves. It shares nothing with the prover:
derivatives are differences, matrices are multiplied, definitions are computed. It
also visits the kinks of a step, where a case changes, and there compares the slopes
from below and above. What it cannot see: an error below its tolerance, or one that
shows only for sizes above 4 or values that no draw comes near. Those are the
prover's to find.
"""

import sympy as sp

from ..errors import FalseStep, MalformedStep
from . import cases, matrices, recurrences, slopes, sums  # noqa: F401  (register)
from .judgment import Judgment
from .points import Point
from .program import Program

__all__ = ["counterexample", "evaluate", "test"]


def test(left, relation, right, context):
    """Evaluate both sides of a step at random points and on its kinks.

    Parameters
    ----------
    left, right : Expr
        The two sides; free indices stand for every value of their range.
    relation : str
        "=" or "<=".
    context : Context
        The page's definitions and hypotheses.

    Returns
    -------
    points : int
        At how many points the step held.

    Raises
    ------
    FalseStep
        With attributes left, relation, right, point, left_value, right_value.
    MalformedStep
        If an expression or a hypothesis is of a kind that cannot be evaluated.
    """
    return Judgment(sp.sympify(left), relation, sp.sympify(right), context).run()


def counterexample(left, relation, right, context):
    """The message of `test`'s refusal, or None where the step holds."""
    try:
        test(left, relation, right, context)
    except FalseStep as refusal:
        return str(refusal)
    return None


def evaluate(expression, context, *, values=None, indices=None, seed=0):
    """The value of an expression at one point; names not given are drawn.

    `values` maps scalars and sizes to numbers and tensors to nested lists of them,
    `indices` maps free indices to integers.
    """
    program = Program(context, expression)
    run, slots = program.code(expression)
    fixed = {}
    for symbol, number in (values or {}).items():
        fixed |= spread(str(symbol), (), number)
    p = Point(seed, "unit", program.mp, program.step, fixed)
    at = {program.slot(i): n for i, n in (indices or {}).items()}
    missing = [str(x) for x, s in program.slots.items() if s in slots - set(at)]
    if missing:
        raise MalformedStep(f"evaluate: expected values for {', '.join(missing)}")
    return p.traced(run, at)[0]


def spread(name, at, number):
    """The entries of a nested list by name and position."""
    if not isinstance(number, list | tuple):
        return {(name, at): number}
    return {
        key: value
        for place, inner in enumerate(number, 1)
        for key, value in spread(name, (*at, place), inner).items()
    }
