"""The source itself: readable, lazy, deterministic; and what it refuses."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sympy import Heaviside, Integral, Symbol
from sympy import Sum as PlainSum

from gradbook.derive.codegen import compile_line
from gradbook.derive.context import Context, Definition
from gradbook.derive.errors import MalformedStep
from gradbook.derive.language import (
    Max,
    Piecewise,
    Rational,
    Sum,
    d,
    delta,
    dims,
    elementwise,
    exp,
    index,
    log,
    pi,
    recurrence,
    sqrt,
    tensor,
    var,
)  # fmt: skip
from gradbook.shapes import ShapeError

K, n, D = dims("K n D")
i, j, k = index("i j k", K)
a, u = index("a", n), index("u", D)
z, y, p = tensor("z", K), tensor("y", K), tensor("p", K)
X, C = tensor("X", n, D), tensor("C", n, D, K)
x, s = var("x"), var("s")
phi, dphi = elementwise("phi")
SIGMOID = Definition(s, (), 1 / (1 + exp(-x)))
SOFTMAX = Definition(p, (i,), exp(z[i]) / Sum(k, exp(z[k])))
EMPTY = Context({}, ())


def context(*definitions):
    return Context({d.symbol.name: d for d in definitions}, ())


def body(expression, known, arguments, free=(), target="numpy"):
    source = compile_line(expression, known, target, arguments, free).source
    return source[source.index("def ") :]


def test_sigmoid():
    f = compile_line(s * (1 - s), context(SIGMOID), "numpy", [x])
    assert (
        f.source
        == repr(f)
        == """\
import numpy as np


def f(x):
    s = 1 / (1 + np.exp(-x))
    return s * (1 - s)
"""
    )


def test_softmax_is_one_exponential():
    line = p[j] * Sum(i, y[i]) - y[j]
    assert (
        body(line, context(SOFTMAX), [z, y], (j,))
        == """\
def f(z, y):
    e = np.exp(z)
    p = e / e.sum()
    return p * y.sum() - y
"""
    )
    jacobian = p[i] * (delta(i, j) - p[j])
    assert (
        body(jacobian, context(SOFTMAX), [z], (i, j), "torch")
        == """\
def f(z):
    K = len(z)
    e = torch.exp(z)
    p = e / e.sum()
    return p[:, None] * (torch.eye(K, dtype=z.dtype, device=z.device) - p)
"""
    )


@pytest.mark.parametrize(
    ("expression", "arguments", "free", "code"),
    [
        (Sum(a, X[a, u] * dphi(X[a, u])), [X], (u,), "(X * phi_prime(X)).sum(axis=0)"),
        (Sum((a, u), X[a, u] ** 2), [X], (), "(X**2).sum()"),
        (Sum(i, z[i] * y[i]), [z, y], (), "y @ z"),
        (z[i] * y[j], [z, y], (j, i), "z * y[:, None]"),
        (sqrt(2 / pi) * z[i], [z], (i,), "math.sqrt(2 / math.pi) * z"),
        (z[1] - z[i] / 3, [z], (i,), "z[0] - z / 3"),
        (Max(0, x), [x], (), "np.maximum(x, 0)"),
        (Heaviside(x), [x], (), "(1 + np.sign(x)) / 2"),
        (Sum(i, x), [x, z], (), "x * K"),
        (X[a, u] + z[i], [X, z], (a, u, i), "X[:, :, None] + z"),
        (-x - 1, [x], (), "-x - 1"),
        (
            Piecewise((1, x > 1), (x, x > 0), (0, True)),
            [x],
            (),
            "np.where(x > 1, 1, np.where(x > 0, x, 0))",
        ),
        (X[a, u] * z[i], [X, z], (i, u, a), "X.T * z[:, None, None]"),
        (C[a, u, i], [C], (i, a, u), "np.transpose(C, (2, 0, 1))"),
    ],
)
def test_forms(expression, arguments, free, code):
    assert body(expression, EMPTY, arguments, free).endswith(f"return {code}\n")


def test_keywords_and_parameters():
    assert "lambda_ * x" in body(var("lambda") * x, EMPTY, [var("lambda"), x])
    loss = Definition(var("L"), (), -log(z[k]))
    f = compile_line(var("L") * z[j], context(loss), "numpy", [z], (j, k))
    values = np.array([1.0, 2.0, 3.0])
    np.testing.assert_allclose(f(values), -np.outer(values, np.log(values)))


def test_a_definition_given_as_an_argument_is_not_computed():
    assert "exp" not in body(p[j] - y[j], context(SOFTMAX), [p, y], (j,))


@pytest.mark.parametrize(
    ("expression", "arguments", "free", "words"),
    [
        (d(s, x), [x, s], (), "carry out the derivative first"),
        (p[j] - y[j], [p], (j,), "y is not among the arguments"),
        (p[j], [p], (), "j is free in the line"),
        (K * x, [x], (), "no argument has an axis of length K"),
        (Integral(x, (x, 0, 1)), [x], (), "integral"),
        (z[i], [z], (i, i), "repeated"),
        (z[j - k + 1], [z], (j, k), "before entry 1"),
        (Piecewise((x, x > 0)), [x], (), "must be True"),
        (recurrence("m", 0, lambda m, n: m + 1)[Symbol("t")], [x], (), "recurrence"),
        (PlainSum(x, (Symbol("q"), 1, K)), [x, z], (), "has no array axis"),
    ],
)
def test_refused(expression, arguments, free, words):
    with pytest.raises(MalformedStep, match=words):
        compile_line(expression, EMPTY, "numpy", arguments, free)


def test_wrong_calls():
    f = compile_line(z[i] * y[i], EMPTY, "numpy", [z, y], (i,))
    with pytest.raises(TypeError, match=r"expected 2 arguments \(z, y\), got 1"):
        f(np.ones(3))
    with pytest.raises(ShapeError, match=r"y: expected \(K,\) = \(3,\), got \(1,\)"):
        f(np.ones(3), np.ones(1))
    with pytest.raises(ShapeError, match="y: expected"):
        f(np.ones(3), np.ones((3, 3)))
    with pytest.raises(MalformedStep, match="numpy"):
        compile_line(x, EMPTY, "jax", [x])


def test_numbers_are_accepted_for_scalars():
    f = compile_line(x * Rational(1, 2) + z[i], EMPTY, "numpy", [x, z], (i,))
    np.testing.assert_array_equal(f(1, np.ones(2, np.float32)), [1.5, 1.5])


WITHOUT = """
import runpy, sys
sys.modules["numpy"] = sys.modules["torch"] = None
runpy.run_path(sys.argv[1], run_name="__main__")
"""


def test_the_same_under_any_hash_seed_and_without_numpy():
    program = Path(__file__).with_name("show_without_numpy.py")
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", WITHOUT, str(program)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in "012"
    ]
    shown = [run.communicate()[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0]
    assert len(set(shown)) == 1
    assert "np.einsum" in shown[0] and r"\\sum_{" in shown[0]
