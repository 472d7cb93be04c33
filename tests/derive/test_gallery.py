"""Every promised derivation is proved, and what must be refused is refused."""

import time

import pytest

from gradbook.derive import (
    Derivation,
    FalseStep,
    MalformedStep,
    Max,
    Piecewise,
    Sum,
    d,
    dims,
    index,
    tensor,
    var,
)

from .gallery import BADGES, CASES

x = var("x")


@pytest.fixture(scope="module", autouse=True)
def clock():
    """Print what the whole gallery costs; no verdict depends on it."""
    start = time.process_time()
    yield
    print(f"\nthe gallery took {time.process_time() - start:.1f} s of CPU")


@pytest.mark.parametrize("name", CASES)
def test_every_line_has_its_badge(name):
    found = CASES[name]()
    pages = found if isinstance(found, tuple) else (found,)
    assert all(page.steps for page in pages)
    assert {step.badge for page in pages for step in page.steps} == {BADGES[name]}


def test_the_gallery_is_as_long_as_it_was():
    assert len(CASES) >= 63


@pytest.mark.parametrize(
    "relu", [Max(0, x), Piecewise((x, x > 0), (0, True)), (x + abs(x)) / 2]
)
def test_the_slope_of_relu_at_zero_is_refused(relu):
    page = Derivation("relu", "ReLU, 0 allowed").start(d(relu, x))
    with pytest.raises(FalseStep, match="from below and 1 from above"):
        page.eq(Piecewise((1, x > 0), (0, True)), "branch by branch")
    assert page.steps == []


def test_unequal_shards_are_refused_with_a_point():
    n, m = dims("n m")
    i, j, (u, v) = index("i", n), index("j", m), (tensor("u", n), tensor("v", m))
    page = Derivation("unequal-shards", "mean of two means")
    page.start((Sum(i, u[i]) + Sum(j, v[j])) / (n + m))
    with pytest.raises(FalseStep, match=r"not.*at m = \d, n = \d") as refusal:
        page.eq((Sum(i, u[i]) / n + Sum(j, v[j]) / m) / 2, "false unless n = m")
    assert refusal.value.left_value != refusal.value.right_value


def test_a_flipped_kernel_needs_a_given_size():
    """For a symbolic size the flipped correlation leaves its axis."""
    T, K = dims("T K")
    t, k, n = index("t", T), index("k", K), index("n", T + K - 1)
    X, w, g = tensor("X", T + K - 1), tensor("w", K), tensor("g", T)
    page = Derivation("flipped", "full correlation")
    page.start(d(Sum((t, k), g[t] * X[t + k - 1] * w[k]), X[n]))
    with pytest.raises((FalseStep, MalformedStep), match="not on an axis"):
        page.eq(Sum(k, g[n - k + 1] * w[k]), "flipped")
