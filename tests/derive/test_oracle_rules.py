"""What the oracle promises: independence, determinism, readable refusals, limits."""

import ast
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sympy import Symbol, cosh, sinh

from gradbook.derive import oracle
from gradbook.derive.context import Context, Definition
from gradbook.derive.errors import FalseStep
from gradbook.derive.language import (
    Rational,
    Sum,
    d,
    dims,
    elementwise,
    exp,
    index,
    log,
    tensor,
    var,
)
from gradbook.derive.oracle import counterexample, evaluate
from gradbook.derive.oracle import test as holds

ROOM = Path(oracle.__file__).parent
NOTHING = Context({}, ())
x, s = var("x"), var("s")
K, n = dims("K n")
i, j, k = index("i j k", K)
z, y = tensor("z", K), tensor("y", K)
SIGMOID = Context({"s": Definition(s, (), 1 / (1 + exp(-x)))}, ())


def imported(tree):
    """Module names that a file imports, relative ones with their dots."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def test_nothing_is_shared_with_the_prover():
    own = {f".{path.stem}" for path in ROOM.glob("*.py")} | {"."}
    language = {"..errors", "..symbols", "..language", "..context"}
    outside = {"sympy", "mpmath"}
    python = set(sys.stdlib_module_names)
    for path in ROOM.glob("*.py"):
        for name in imported(ast.parse(path.read_text())):
            words_only = path.stem == "report" and name == "..display"
            known = name in own | language or words_only
            assert known or name.split(".")[0] in outside | python, (path.name, name)


def test_sympy_is_not_asked_to_do_mathematics():
    forbidden = {"diff", "simplify", "expand", "doit", "subs", "lambdify", "cancel",
                 "xreplace", "solve", "nsolve"}  # fmt: skip
    for path in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(node, "attr", getattr(node, "id", ""))
            assert name not in forbidden, (path.name, name)


def test_a_refusal_names_the_point_and_both_values():
    with pytest.raises(FalseStep) as refusal:
        holds(d(s, x), "=", s * (1 + s), SIGMOID)
    error = refusal.value
    assert str(error) == (f"{error.left} is not {error.right}: at x = "
                          f"{error.point['x']} the left side is {error.left_value}, "
                          f"the right side {error.right_value}")  # fmt: skip
    slope = exp(-float(error.point["x"]))
    assert float(error.left_value) == pytest.approx(slope / (1 + slope) ** 2, rel=1e-5)
    assert error.relation == "="


def test_a_long_point_trails_off_and_close_values_get_more_digits():
    wide = tensor("x", dims("d"), K)
    u = index("u", wide.shape[0])
    total = Sum((u, i), wide[u, i])
    assert counterexample(total, "=", 2 * total, NOTHING).count(" = ") == 8
    nearly = counterexample(x, "=", x * (1 + Rational(1, 10**18)), NOTHING)
    left, right = nearly.split("the left side is ")[1].split(", the right side ")
    assert left != right


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (x, x * (1 + Rational(1, 10**25))),
        (Sum(i, z[i]), Sum(i, z[i]) + (K - 2) * (K - 3) * (K - 4)),
    ],
)
def test_what_the_oracle_cannot_see_is_left_to_the_prover(left, right):
    assert holds(left, "=", right, NOTHING) >= 12


def test_saturation_is_no_false_alarm():
    assert holds(log(1 + exp(900 * x)) - 900 * x, "=", log(1 + exp(-900 * x)), NOTHING)
    assert holds(cosh(30 * x) ** 2 - sinh(30 * x) ** 2, "=", 1, NOTHING) == 12
    phi, dphi = elementwise("phi")
    deep = phi(30 * phi(30 * phi(x)))
    slope = 900 * dphi(x) * dphi(30 * phi(x)) * dphi(30 * phi(30 * phi(x)))
    assert holds(d(deep, x), "=", slope, NOTHING) == 12


def test_moving_a_name_leaves_no_trace():
    twice = Sum((Symbol("m", integer=True), 1, 2), d(s, x) - s * (1 - s))
    assert abs(evaluate(twice, SIGMOID)) < 1e-28


def test_every_name_takes_both_signs():
    for name in (f"v{n}" for n in range(40)):
        either = var(name)
        assert counterexample(log(either**2), "=", 2 * log(either), NOTHING)


SCRIPT = """
from tests.derive.test_oracle_rules import *
from gradbook.derive.language import Max, Min, Abs
m, q = var("m"), var("q")
phi, dphi = elementwise("phi")
for left, right in [
    (d(Max(x, m, q), x), 1), (Abs(x - m) + Min(q, m, x), q * m),
    (d(Sum(i, y[i] * log(Sum(k, exp(z[k])))), z[j]), y[j]),
    (d(phi(x * q), x), phi(x)),
]:
    print(counterexample(left, "=", right, NOTHING))
print(counterexample(d(s, x), "=", s * (1 + s), SIGMOID))
"""


def test_refusals_are_the_same_under_any_hash_seed():
    root = ROOM.parents[3]
    path = os.pathsep.join([str(root), str(root / "lib")])
    runs = [
        subprocess.Popen([sys.executable, "-c", SCRIPT], stdout=subprocess.PIPE,
                         text=True, cwd=root,
                         env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path})
        for seed in ("0", "1", "4242")
    ]  # fmt: skip
    said = {run.communicate()[0] for run in runs}
    assert len(said) == 1
    assert len(said.pop().splitlines()) == 5


def test_attention_is_judged_in_seconds():
    N, M, D, E = dims("N M d e")
    (a, b), (c, e, f), (u, v) = index("a b", N), index("c m f", M), index("u v", D)
    o = index("o", E)
    Q, key, V, G = tensor("Q", N, D), tensor("key", M, D), tensor("V", M, E), tensor(
        "G", N, E)  # fmt: skip
    P, T = tensor("P", N, M), tensor("T", N, M)
    score = Sum(u, Q[a, u] * key[c, u]) / D ** Rational(1, 2)
    other = Sum(u, Q[a, u] * key[e, u]) / D ** Rational(1, 2)
    dP = Sum(o, G[a, o] * V[c, o])
    page = Context({
        "P": Definition(P, (a, c), exp(score) / Sum(e, exp(other))),
        "T": Definition(T, (a, c), P[a, c] * (dP - Sum((e, o),
                        P[a, e] * G[a, o] * V[e, o]))),
    }, ())  # fmt: skip
    loss = Sum((a, c, o), G[a, o] * P[a, c] * V[c, o])
    root = D ** Rational(1, 2)
    start = time.perf_counter()
    assert holds(d(loss, Q[b, v]), "=", Sum(c, T[b, c] * key[c, v]) / root, page) > 50
    assert holds(d(loss, key[f, v]), "=", Sum(a, T[a, f] * Q[a, v]) / root, page) > 50
    assert holds(d(loss, V[f, o]), "=", Sum(a, P[a, f] * G[a, o]), page) > 50
    assert time.perf_counter() - start < 30  # takes about half a second
