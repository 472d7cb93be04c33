"""The table agrees on right columns and refuses wrong ones."""

import numpy as np
import pytest

from gradbook.check import GradientError, agree, mutants_of
from gradbook.check.mutants import KINDS
from gradbook.shapes import DtypeError, ShapeError
from tests.check.affine import altered, derivation, draw, three_columns


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
    columns = {
        "layer": altered(lambda g: {"dx": -g["dx"]}),
        "autograd": altered(lambda g: {"dx": g["dx"]}),
    }
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


@pytest.mark.parametrize(("slip", "refused"), [(0.5e-8, False), (2e-8, True)])
def test_the_bound_is_the_bound(slip, refused, rng):
    columns = {
        "exact": altered(lambda g: {"dx": g["dx"]}),
        "slipped": altered(lambda g: {"dx": g["dx"] * (1 + slip)}),
    }
    if refused:
        with pytest.raises(GradientError, match=r"relative error 2\.0e-08 > 1e-08$"):
            agree(columns, draw, rng=rng, tol=1e-8)
    else:
        agree(columns, draw, rng=rng, tol=1e-8)
