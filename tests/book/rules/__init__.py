"""The rules of a chapter. Each takes a notebook and returns its complaints."""

from tests.book.rules import anatomy, budget, code, form, prose

EVERY_RULE = [
    *form.RULES,
    *code.RULES,
    *prose.RULES,
    *budget.RULES,
    *anatomy.PAGE_RULES,
    *anatomy.CHAPTER_RULES,
]


def is_chapter(path):
    """The interview room argues by runs; every other notebook derives a gradient."""
    return path.parent.name != "5_interview"


def rules_for(path):
    """The rules that a notebook must keep."""
    spared = [] if is_chapter(path) else anatomy.CHAPTER_RULES
    return [rule for rule in EVERY_RULE if rule not in spared]
