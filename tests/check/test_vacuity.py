"""The table refuses to pass when passing would mean nothing."""

import numpy as np
import pytest

from gradbook.check import GradientError, VacuousCheck, agree
from tests.check.affine import altered, derivation, draw, three_columns


def test_a_bound_too_loose_to_refuse_a_mutant_is_refused(rng):
    with pytest.raises(VacuousCheck, match=r"off by 1e-5 passes for layer within 0"):
        agree(three_columns(), draw, rng=rng, tol=1e-3)


def test_vacuous_gradients_are_refused(rng):
    zeros = {
        "a": altered(lambda g: {"dx": 0 * g["dx"]}),
        "b": altered(lambda g: {"dx": 0 * g["dx"]}),
    }
    with pytest.raises(VacuousCheck, match=r"^dx: the reference is ~0"):
        agree(zeros, draw, rng=rng)


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


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_nan_and_inf_are_refused_even_where_columns_share_them(value, rng):
    def poisoned(gradients):
        gradients["dx"][0, 1] = value
        return gradients

    columns = {"layer": altered(poisoned), "autograd": altered(poisoned)}
    with pytest.raises(GradientError, match=rf"^dx\[0, 1\]: layer {value}, not"):
        agree(columns, draw, rng=rng)
