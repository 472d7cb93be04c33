"""The rules of a chapter. Each takes a notebook and returns its complaints."""

from tests.book.rules import anatomy, budget, code, form, prose

EVERY_RULE = [
    *form.RULES,
    *code.RULES,
    *prose.RULES,
    *budget.RULES,
    *anatomy.RULES,
]
