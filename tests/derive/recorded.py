"""The gallery's lines as they reach the judges, without being judged."""

from typing import NamedTuple
from unittest.mock import patch

from gradbook.derive import page
from gradbook.derive.context import PROVED, Context
from gradbook.derive.judge import judge, judge_induction
from gradbook.derive.language import Term

from .gallery import CASES
from .mutation import mutants


class Judged(NamedTuple):
    """One line: `left relation right`, or a claim about a term."""

    case: str
    left: object
    relation: str
    right: object
    context: Context
    certificate: object = None
    induction: bool = False

    def verdict(self):
        """The badge, or a DerivationError."""
        sides = self.left, self.relation, self.right, self.context
        if self.induction:
            return judge_induction(*sides)[0]
        return judge(*sides, certificate=self.certificate)[0]

    def mistakes(self):
        """Every mutant of this line, by what was done."""
        for name, e in mutants(self.right):
            yield name, self._replace(right=e)
        yield from self._in_the_relation()
        for name, definition in self.context.definitions.items():
            rest = {k: v for k, v in self.context.definitions.items() if k != name}
            if any(x.has(definition.symbol) for x in (self.left, self.right)):
                context = self.context._replace(definitions=rest)
                yield "dropped definition", self._replace(context=context)
        if self.induction:
            yield from self._in_the_recurrence()

    def _in_the_relation(self):
        if self.relation == "<=":
            yield "= for <=", self._replace(relation="=", certificate=None)
            turned = {"left": self.right, "right": self.left, "induction": False}
            yield "turned around", self._replace(**turned)
        if self.certificate is not None:
            for name, e in mutants(self.certificate):
                yield f"certificate: {name}", self._replace(certificate=e)

    def _in_the_recurrence(self):
        label, first, value, rule, position = self.left.args
        for _, e in [*mutants(value), ("one more", value + 1)]:
            term = Term(label, first, e, rule, position)
            yield "base", self._replace(left=term)
        for _, e in mutants(rule.expr):
            changed = rule.func(rule.variables, e)
            term = Term(label, first, value, changed, position)
            yield "rule", self._replace(left=term)


def lines():
    """Every line of the gallery, in order."""
    found = []

    def record(left, relation, right, context, certificate=None, expect=PROVED,
               induction=False):  # fmt: skip
        context = context._replace(definitions=dict(context.definitions))
        found.append(Judged(case, left, relation, right, context, certificate,
                            induction))  # fmt: skip
        return PROVED, 1

    def induct(*sides):
        return record(*sides, induction=True)

    with (
        patch.object(page, "judge", record),
        patch.object(page, "judge_induction", induct),
    ):
        for case, write in CASES.items():  # noqa: B007  (read by record)
            write()
    return found
