"""The table agrees on right columns and refuses wrong, vacuous and dependent ones."""

import numpy as np
import pytest

from gradbook import check
from gradbook.check import GradientError, VacuousCheck, agree, mutants_of
from gradbook.check.mutants import KINDS
from gradbook.shapes import DtypeError, ShapeError


def affine_forward(x, scale):
    return x * scale, (x, scale)


def affine_backward(dy, cache):
    x, scale = cache
    return dy * scale, (dy * x).sum(axis=0)


def derivation(x, scale, dy):
    return {"dx": dy * scale, "dscale": np.einsum("nd,nd->d", dy, x)}


def draw(rng):
    N, D = rng.choice(range(2, 6), size=2, replace=False)
    x, dy = rng.standard_normal((2, N, D))
    return {"x": x, "scale": rng.standard_normal(D), "dy": dy}


def three_columns():
    wrt = ("x", "scale")
    return {
        "derivation": derivation,
        "layer": check.by_hand(affine_forward, affine_backward, wrt),
        "differences": check.differences(affine_forward, wrt),
    }


def altered(change):
    """Return the derivation's column with its dict of gradients changed."""

    def column(**inputs):
        return change(derivation(**inputs))

    return column


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


@pytest.mark.parametrize("label", ["derivation", "layer", "differences"])
@pytest.mark.parametrize("name", ["dx", "dscale"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_mutated_column_is_refused(kind, name, label, rng):
    right = three_columns()[label]

    def wrong(**inputs):
        gradients = right(**inputs)
        return gradients | {name: mutants_of(gradients[name], rng)[kind]}

    wrong.tol = getattr(right, "tol", 1e-12)
    with pytest.raises(GradientError, match=rf"^{name}\["):
        agree(three_columns() | {label: wrong}, draw, rng=rng)


def test_a_mistake_in_one_trial_of_many_is_refused(rng):
    calls = []

    def rarely_wrong(**inputs):
        calls.append(1)
        gradients = derivation(**inputs)
        return gradients | {"dx": gradients["dx"] * (2 if len(calls) == 3 else 1)}

    with pytest.raises(GradientError):
        agree(three_columns() | {"derivation": rarely_wrong}, draw, rng=rng, trials=3)


def test_message_names_both_columns(rng):
    columns = {"layer": altered(lambda g: {"dx": -g["dx"]}),
               "autograd": altered(lambda g: {"dx": g["dx"]})}
    message = (
        r"^dx\[\d, \d\]: layer (.)(\S+)e.\d\d, autograd (?!\1).\2e.\d\d, "
        r"relative error 2\.0e\+00 > 1e-12$"
    )
    with pytest.raises(GradientError, match=message):
        agree(columns, draw, rng=rng)


def test_the_looser_bound_of_a_pair_counts(rng):
    def nearly(**inputs):
        return {name: g * (1 + 1e-9) for name, g in derivation(**inputs).items()}

    columns = three_columns() | {"nearly": nearly}
    with pytest.raises(GradientError, match=r"derivation .* nearly .* > 1e-12"):
        agree(columns, draw, rng=rng)
    nearly.tol = 1e-8
    assert agree(columns, draw, rng=rng).bounds["nearly"] == 1e-8


def test_a_bound_too_loose_to_refuse_a_mutant_is_refused(rng):
    with pytest.raises(VacuousCheck, match=r"off by 1e-5 passes for layer within 0"):
        agree(three_columns(), draw, rng=rng, tol=1e-3)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_nan_and_inf_are_refused_even_where_columns_share_them(value, rng):
    def poisoned(gradients):
        gradients["dx"][0, 1] = value
        return gradients

    columns = {"layer": altered(poisoned), "autograd": altered(poisoned)}
    with pytest.raises(GradientError, match=rf"^dx\[0, 1\]: layer {value}, not"):
        agree(columns, draw, rng=rng)


def test_vacuous_gradients_are_refused(rng):
    zeros = {"a": altered(lambda g: {"dx": 0 * g["dx"]}),
             "b": altered(lambda g: {"dx": 0 * g["dx"]})}
    with pytest.raises(VacuousCheck, match=r"^dx: the reference is ~0"):
        agree(zeros, draw, rng=rng)


def test_zeros_in_one_column_are_a_disagreement(rng):
    columns = three_columns() | {"layer": altered(lambda g: g | {"dx": 0 * g["dx"]})}
    with pytest.raises(GradientError, match=r"relative error 1\.0e\+00"):
        agree(columns, draw, rng=rng)


def test_shape_and_dtype_come_before_values(rng):
    kept = altered(lambda g: g | {"dx": g["dx"][None]})
    with pytest.raises(ShapeError, match=r"^dx: derivation has shape .*, kept \(1, "):
        agree({"derivation": derivation, "kept": kept}, draw, rng=rng)
    half = altered(lambda g: {name: v.astype(np.float32) for name, v in g.items()})
    with pytest.raises(DtypeError, match=r"^dx: derivation has dtype float64, half"):
        agree({"derivation": derivation, "half": half}, draw, rng=rng)
    lists = altered(lambda g: {name: v.tolist() for name, v in g.items()})
    with pytest.raises(DtypeError, match=r"^dx: lists expected a NumPy array"):
        agree({"derivation": derivation, "lists": lists}, draw, rng=rng)


def test_different_names_are_refused(rng):
    fewer = altered(lambda g: {"dx": g["dx"]})
    message = r"^columns: derivation returns dx, dscale, layer dx$"
    with pytest.raises(GradientError, match=message):
        agree({"derivation": derivation, "layer": fewer}, draw, rng=rng)
    nothing = {"a": lambda **_: {}, "b": lambda **_: {}}
    with pytest.raises(GradientError, match=r"^columns: a returns none, b none$"):
        agree(nothing, draw, rng=rng)


def test_one_function_under_two_labels_is_refused(rng):
    with pytest.raises(VacuousCheck, match=r"^derivation, layer: one function"):
        agree({"derivation": derivation, "layer": derivation}, draw, rng=rng)


def test_columns_that_ignore_their_inputs_are_refused(rng):
    cell = derivation(**draw(rng))  # a global of the notebook, read by mistake
    columns = {"derivation": lambda **_: cell, "layer": lambda **_: dict(cell)}
    with pytest.raises(VacuousCheck, match=r"^derivation: the same answer in every tr"):
        agree(columns, draw, rng=rng)


def test_one_column_or_one_trial_is_refused(rng):
    with pytest.raises(VacuousCheck, match="at least two"):
        agree({"derivation": derivation}, draw, rng=rng)
    with pytest.raises(VacuousCheck, match="at least two"):
        agree(three_columns(), draw, rng=rng, trials=1)


def test_a_column_cannot_change_what_the_next_one_reads(rng):
    def greedy(x, scale, dy):
        gradients = derivation(x, scale, dy)
        x *= 0
        return gradients

    agree({"greedy": greedy} | three_columns(), draw, rng=rng)


def test_a_scalar_gradient_has_four_mutants(rng):
    def draw_scalar(rng):
        return {"x": rng.standard_normal(5), "c": np.asarray(rng.standard_normal())}

    columns = {"a": lambda x, c: {"dc": x.sum() * c},
               "b": lambda x, c: {"dc": np.dot(x, np.full(5, c))}}
    agreement = agree(columns, draw_scalar, rng=rng)
    assert len(agreement.refused["a"]) == 4
    assert "4 of 4" in repr(agreement)
    assert "trial 1: x (5,); c ()" in repr(agreement)
