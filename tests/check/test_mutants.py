"""The five generic mutants: each differs from the gradient as its name says."""

import numpy as np
import pytest

from gradbook.check import mutants_of
from gradbook.check.mutants import KINDS


@pytest.mark.parametrize("shape", [(2,), (5,), (3, 4), (2, 1, 3)])
def test_five_that_differ(shape, rng):
    gradient = rng.standard_normal(shape)
    before = gradient.copy()
    mutants = mutants_of(gradient, rng)
    assert tuple(mutants) == KINDS
    for mutant in mutants.values():
        assert mutant.shape == shape
        assert mutant.dtype == gradient.dtype
        assert not np.array_equal(mutant, gradient)
    np.testing.assert_array_equal(gradient, before)


def test_each_is_what_its_name_says(rng):
    gradient = rng.standard_normal((3, 4))
    mutants = mutants_of(gradient, rng)
    np.testing.assert_array_equal(mutants["sign flipped"], -gradient)
    np.testing.assert_array_equal(mutants["doubled"], 2 * gradient)
    assert not mutants["zeroed"].any()
    assert sorted(mutants["rolled"].flat) == sorted(gradient.flat)
    off = (mutants["off by 1e-5"] - gradient) / np.abs(gradient).max()
    assert np.count_nonzero(off) == 1
    np.testing.assert_allclose(off.max(), 1e-5, rtol=1e-6)


@pytest.mark.parametrize("gradient", [np.array(2.0), np.ones(1), np.ones((2, 3))])
def test_rolled_is_left_out_where_it_changes_nothing(gradient, rng):
    assert set(KINDS) - set(mutants_of(gradient, rng)) == {"rolled"}
