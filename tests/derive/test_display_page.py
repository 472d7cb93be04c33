"""A page as data, LaTeX and plain text: exact, of JSON types, the same everywhere."""

import json
from types import SimpleNamespace

import pytest
from sympy import Eq, Ne, Symbol

from gradbook.derive.context import (
    PROVED,
    PROVED_SHAPE,
    TESTED,
    Context,
    Definition,
    Step,
)  # fmt: skip
from gradbook.derive.display import MIME, data, latex, mimebundle, plain, prose
from gradbook.derive.language import (
    Rational,
    Sum,
    d,
    delta,
    dims,
    exp,
    index,
    log,
    recurrence,
    tensor,
    var,
)  # fmt: skip


def page(definitions, start, steps, hypotheses=()):
    known = {d.symbol.name: d for d in definitions}
    return SimpleNamespace(
        id="one-page", title="One page", context=Context(known, hypotheses),
        start_line=start, steps=[Step(*step) for step in steps],
    )  # fmt: skip


def sigmoid():
    x, s, unused = var("x"), var("s"), var("unused")
    known = [Definition(s, (), 1 / (1 + exp(-x))), Definition(unused, (), x)]
    steps = [
        ("=", s * (1 - s), "$s$: 5% of a_b", PROVED, 12),
        ("<=", Rational(1, 4), "a square", TESTED, 3),
    ]
    return page(known, d(s, x), steps)


def softmax():
    K = dims("K")
    i, j, k = index("i j k", K)
    z, y, p, L = tensor("z", K), tensor("y", K, low=0), tensor("p", K), var("L")
    known = [
        Definition(p, (i,), exp(z[i]) / Sum(k, exp(z[k]))),
        Definition(L, (), -Sum(i, y[i] * log(p[i]))),
    ]
    steps = [
        ("=", -Sum(i, y[i] * (delta(i, j) - p[j])), "softmax Jacobian", PROVED, 5),
        ("=", p[j] - y[j], r"$\sum_i y_i = 1$", PROVED_SHAPE, 5),
    ]
    return page(known, d(L, z[j]), steps, (Eq(Sum(i, y[i]), 1),))


def test_data_of_a_page():
    shown = data(sigmoid())
    assert shown["statement"] == {
        "tex": r"\frac{\partial s}{\partial x} \le \frac{1}{4}",
        "text": "d(s, x) <= 1/4",
    }
    assert shown["where"] == [
        {"tex": r"s = \frac{1}{1 + e^{-x}}", "text": "s = 1/(1 + exp(-x))"}
    ]
    assert shown["steps"][0] == {
        "relation": "=", "tex": "s (1 - s)", "text": "s*(1 - s)",
        "reason": "$s$: 5% of a_b", "badge": "proved", "points": 12,
    }  # fmt: skip
    assert (shown["version"], shown["id"], shown["title"]) == (
        1,
        "one-page",
        "One page",
    )
    assert json.loads(json.dumps(shown)) == shown


def test_where_lists_definitions_hypotheses_domains_and_ranges():
    assert [note["text"] for note in data(softmax())["where"]] == [
        "p[i] = exp(z[i])/Sum(k, exp(z[k]))",
        "L = -Sum(i, y[i]*log(p[i]))",
        "Sum(i, y[i]) = 1",
        "y[i] > 0",
        "i, j, k = 1..K",
    ]
    loss = softmax().context.definitions["L"].symbol
    softmax_loss = data(page(softmax().context.definitions.values(), loss, []))
    assert len(softmax_loss["where"]) == 4  # L, the p behind it, y > 0, i and k
    beta, x = var("beta", 0, 1), var("x", nonzero=True)
    notes = data(page([], beta * x, [], (Ne(beta, x),)))["where"]
    assert [n["tex"] for n in notes] == [r"\beta \ne x", r"0 < \beta < 1", r"x \ne 0"]


def test_a_recurrence_is_explained():
    beta, x = var("beta", 0, 1), var("x")
    t = Symbol("t", integer=True, positive=True)
    m = recurrence("m", 0, lambda m, n: beta * m + (1 - beta) * x)
    assert [n["text"] for n in data(page([], m[t], []))["where"]] == [
        "m[0] = 0", "m[n + 1] = beta*m[n] + (1 - beta)*x", "0 < beta < 1",
    ]  # fmt: skip


def test_plain_text_of_a_page():
    assert (
        plain(sigmoid())
        == """\
One page
     d(s, x)
   = s*(1 - s)
         $s$: 5% of a_b  [proved]
  <= 1/4
         a square  [tested]
  where s = 1/(1 + exp(-x))"""
    )


def test_latex_of_a_page():
    assert (
        latex(sigmoid())
        == r"""\begin{aligned}
\frac{\partial s}{\partial x} &= s (1 - s) \\[6pt]
&\quad {\small {\textstyle s}\text{: 5}\%\text{ of a}\_\text{b} \;\; \checkmark} \\[6pt]
&\le \frac{1}{4} \\[6pt]
&\quad {\small \text{a square} \;\; \approx} \\[6pt]
&\text{where } s = \frac{1}{1 + e^{-x}}
\end{aligned}"""
    )


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("plain", r"\text{plain}"),
        ("$x$", r"{\textstyle x}"),
        ("costs 5\\$ & more", r"\text{costs 5}\$\text{ }\&\text{ more}"),
        ("an odd $ sign", r"\text{an odd }\$\text{ sign}"),
        ("{set} #1 ~ ^", r"\{\text{set}\}\text{ }\#\text{1 }\sim \text{ }\wedge "),
    ],
)
def test_reasons_cannot_break_the_formula(reason, expected):
    assert prose(reason) == expected


def test_a_page_without_lines():
    empty = data(page([], None, []))
    assert (empty["steps"], empty["start"]["tex"]) == ([], "")
    assert plain(page([], None, [])).startswith("One page")


def test_bundle_has_three_forms_and_no_address():
    bundle = mimebundle(softmax())
    assert sorted(bundle) == sorted([MIME, "text/latex", "text/plain"])
    assert "0x" not in json.dumps(bundle)
    assert bundle["text/latex"].startswith("$$\n\\begin{aligned}")
