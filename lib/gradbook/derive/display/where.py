"""What a page's lines refer to: definitions, hypotheses, domains and ranges."""

from sympy import Dummy, Eq, Idx, Indexed, Ne, S, oo

from ..language import Term
from ..symbols import Scalar
from .tex_printer import tex
from .text_printer import text

SIGNS = {Eq: ("=", "="), Ne: (r"\ne", "!=")}


def where(page, lines):
    """The notes under a derivation, each as {"tex": ..., "text": ...}."""
    used = _definitions_used(page.context.definitions, lines)
    shown = [*lines, *(d.body for d in used), *(
        d.symbol[d.indices] for d in used if d.indices
    )]  # fmt: skip
    notes = [_definition(d) for d in used]
    for t in _sorted({t.at(t.first) for e in shown for t in e.atoms(Term)}):
        notes += _recurrence(t)
    notes += [_relation(h) for h in page.context.hypotheses]
    notes += _domains(shown)
    return notes + _ranges(shown)


def both(template, *parts):
    """One note in both notations; `template` is (TeX, text) with {} per part."""
    as_tex, as_text = template
    return {
        "tex": as_tex.format(*(p if isinstance(p, str) else tex(p) for p in parts)),
        "text": as_text.format(*(p if isinstance(p, str) else text(p) for p in parts)),
    }


def _sorted(found):
    return sorted(found, key=text)


def _definitions_used(definitions, lines):
    """Those that the lines reach, in the order in which the page made them."""
    reached, todo = set(), list(lines)
    while todo:
        names = {s.name for s in todo.pop().atoms(Scalar)} & definitions.keys()
        todo += [definitions[name].body for name in sorted(names - reached)]
        reached |= names
    return [d for name, d in definitions.items() if name in reached]


def _definition(d):
    left = d.symbol[d.indices] if d.indices else d.symbol
    return both(("{} = {}", "{} = {}"), left, d.body)


def _recurrence(t):
    """The first term and the rule for the next one."""
    n = Dummy("n", integer=True)
    rule = t.rule(t.at(n), n)
    return [
        both(("{} = {}", "{} = {}"), t, t.value),
        both(("{} = {}", "{} = {}"), t.at(n + 1), rule),
    ]


def _relation(h):
    if type(h) not in SIGNS:
        return both(("{}", "{}"), h)
    as_tex, as_text = SIGNS[type(h)]
    return both((f"{{}} {as_tex} {{}}", f"{{}} {as_text} {{}}"), h.lhs, h.rhs)


def _domains(shown):
    """0 < beta < 1 for a scalar, x[i] > 0 for the entries of an array."""
    entries = {
        x.base.label: _plain_position(x)
        for e in shown
        for x in _sorted(e.atoms(Indexed))[::-1]
    }
    found = {s for e in shown for s in e.atoms(Scalar)}
    notes = [_domain(s, entries.get(s, s)) for s in sorted(found, key=text)]
    return [note for note in notes if note]


def _plain_position(x):
    """An entry inside a recurrence's rule, at n instead of the rule's own symbol."""
    own = [s for s in x.free_symbols if s.name.endswith(".")]
    return x.xreplace({s: Dummy(s.name[:-1], integer=True) for s in own})


def _domain(s, shown):
    low, high = s.low > -oo, s.high < oo
    if low and high:
        return both((r"{} < {} < {}", "{} < {} < {}"), s.low, shown, s.high)
    if low or high:
        sign = ">" if low else "<"
        return both((f"{{}} {sign} {{}}",) * 2, shown, s.low if low else s.high)
    if s.is_nonzero:
        return both((r"{} \ne 0", "{} != 0"), shown)
    return None


def _ranges(shown):
    """i, j = 1, ..., K: over what the indices run."""
    by_size = {}
    for i in sorted({i for e in shown for i in e.atoms(Idx)}, key=text):
        by_size.setdefault(i.upper, []).append(i)
    return [
        {
            "tex": rf"{', '.join(map(tex, found))} = 1, \dots, {tex(size)}",
            "text": f"{', '.join(map(text, found))} = 1..{text(size)}",
        }
        for size, found in by_size.items()
        if size != S.One
    ]
