"""Two judges for every step: points first, then a proof.

Each catches what the other cannot see: the oracle an identity that fails on a kink,
the prover an error of one part in 10^25. A step must satisfy both.
"""

from contextlib import contextmanager

import sympy as sp
from sympy import Idx, Integer

from .context import PROVED, PROVED_SHAPE, TESTED
from .errors import DerivationError, MalformedStep, Unproved
from .oracle import test
from .prover import Prover
from .symbols import RealTensor


def judge(left, relation, right, context, *, certificate=None, expect=PROVED):
    """The evidence for `left relation right`: (badge, number of points tried).

    Raises
    ------
    FalseStep
        At a point where the step fails.
    Unproved
        If it held at every point, but no proof was found and `expect` asks for one.
    """
    with _refusals_carry(left, relation, right):
        points = test(left, relation, right, context)
        prover = Prover(context)
        try:
            if relation == "=":
                proved = prover.equal(left, right)
            else:
                proved = prover.at_most(left, right, certificate)
        except Unproved:
            if expect != TESTED:
                raise
            proved = False
        return _badge(proved, (left, right), context, expect), points


def judge_induction(term, relation, claim, context):
    """The evidence for a claim about every term of a recurrence, by induction."""
    n = term.position
    if not (n.is_Symbol and n.is_integer and (n - term.first).is_nonnegative):
        raise MalformedStep(f"induction: expected an integer symbol that is at least "
                            f"{term.first}, got {n}")  # fmt: skip
    if claim.has(type(term)):
        raise MalformedStep("induction: the claim still contains the sequence")
    with _refusals_carry(term, relation, claim):
        points = test(term, relation, claim, context)
        proved = Prover(context).by_induction(relation, claim, term)
        return _badge(proved, (term, claim), context, PROVED), points


@contextmanager
def _refusals_carry(*step):
    """A refusal says in its attribute `step` what was refused."""
    try:
        yield
    except DerivationError as error:
        error.step = step
        raise


def _badge(proved, lines, context, expect):
    if expect not in (PROVED, TESTED):
        raise MalformedStep(f"expect: expected {PROVED!r} or {TESTED!r}, "
                            f"got {expect!r}")  # fmt: skip
    if proved:
        return PROVED_SHAPE if _has_given_shape(lines, context) else PROVED
    if expect == TESTED:
        return TESTED
    raise Unproved(
        "the step held at every point tried, but no proof was found. Take a smaller "
        "step, state what it needs (where=, a domain, a certificate), or write "
        f"expect={TESTED!r} to publish it with that badge."
    )


def _has_given_shape(lines, context):
    """True when a size is a number: the proof is for that size only."""
    bodies = [d.body for d in context.definitions.values()]
    for e in (*lines, *bodies):
        sizes = [i.upper for i in e.atoms(Idx)]
        sizes += [n for t in e.atoms(RealTensor) for n in t.shape]
        if any(isinstance(n, Integer) and n > 1 for n in map(sp.sympify, sizes)):
            return True
    return False
