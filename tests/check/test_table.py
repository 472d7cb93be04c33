"""What the table says: bounds, shapes and counts, narrow and without errors."""

import numpy as np

from gradbook.check import agree
from gradbook.check.mutants import KINDS
from tests.check.affine import draw, three_columns

TABLE = """\
3 columns agree on dx, dscale
trial 1: x, dy (4, 5); scale (5,)
trial 2: x, dy (2, 4); scale (4,)

column       within  mutants refused
derivation   1e-12   5 of 5
layer        1e-12   5 of 5
differences  1e-07   5 of 5"""


def test_the_table(rng):
    agreement = agree(three_columns(), draw, rng=rng, trials=2)
    assert repr(agreement) == TABLE
    assert set(agreement.refused.values()) == {KINDS}


def test_errors_are_kept_but_never_shown(rng):
    agreement = agree(three_columns(), draw, rng=rng)
    assert agreement.errors["derivation", "layer"] < 1e-12
    assert 1e-15 < agreement.errors["layer", "differences"] < 1e-7
    other = agree(three_columns(), draw, rng=np.random.default_rng(0))
    object.__setattr__(other, "errors", {})
    assert repr(agreement) == repr(other)


def test_the_table_is_narrow_enough_for_a_phone(rng):
    def many(rng):
        names = ["x", "scale", "shift", "mean", "variance", "weight", "bias", "gain"]
        return {name: rng.standard_normal((2, 3 + i)) for i, name in enumerate(names)}

    def column(**inputs):
        return {f"d{name}": value for name, value in inputs.items()}

    columns = {"derivation": column, "differences": lambda **inputs: column(**inputs)}
    lines = repr(agree(columns, many, rng=rng)).split("\n")
    assert len(lines) > 10
    assert max(map(len, lines)) <= 40
    assert all(line.count("(") == line.count(")") for line in lines)


def test_a_scalar_gradient_has_four_mutants(rng):
    def draw_scalar(rng):
        return {"x": rng.standard_normal(5), "c": np.asarray(rng.standard_normal())}

    columns = {
        "a": lambda x, c: {"dc": x.sum() * c},
        "b": lambda x, c: {"dc": np.dot(x, np.full(5, c))},
    }
    agreement = agree(columns, draw_scalar, rng=rng)
    assert len(agreement.refused["a"]) == 4
    assert "4 of 4" in repr(agreement)
    assert "trial 1: x (5,); c scalar" in repr(agreement)


def test_a_bound_is_shown_as_it_is_held(rng):
    agreement = agree(three_columns(), draw, rng=rng, tol=2.5e-12)
    assert "layer        2.5e-12  5 of 5" in repr(agreement)
