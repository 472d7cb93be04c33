"""Central differences and the complex step, against known gradients."""

import numpy as np
import pytest

from gradbook.check import central_difference, complex_step
from gradbook.shapes import DtypeError, ShapeError


def cubes(x):
    return (x * x * x).sum()


@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3)])
@pytest.mark.parametrize(
    ("method", "tol"), [(central_difference, 1e-9), (complex_step, 1e-15)]
)
def test_gradient_of_cubes(method, tol, shape, rng):
    x = np.asarray(rng.standard_normal(shape))
    dx = method(cubes, x)
    assert dx.shape == shape
    assert dx.dtype == np.float64
    np.testing.assert_allclose(dx, 3 * x * x, rtol=tol, atol=tol)


def test_central_difference_error_falls_with_the_square_of_the_step():
    x = np.array([0.7])
    coarse, fine = (
        abs(central_difference(lambda v: np.exp(v).sum(), x, step)[0] - np.exp(0.7))
        for step in (1e-2, 1e-3)
    )
    assert 90 < coarse / fine < 110


def test_f_cannot_change_x(rng):
    def greedy(x):
        x *= 2
        return x.sum()

    x = rng.standard_normal((2, 3))
    before = x.copy()
    np.testing.assert_allclose(central_difference(greedy, x), 2, rtol=1e-8)
    np.testing.assert_array_equal(x, before)


def test_nan_is_not_hidden():
    assert np.isnan(central_difference(lambda x: x.sum() * np.nan, np.ones(2))).all()


@pytest.mark.parametrize("method", [central_difference, complex_step])
@pytest.mark.parametrize("x", [[1.0], np.ones(2, np.float32), np.arange(3)])
def test_x_is_float64(method, x):
    with pytest.raises(DtypeError, match=r"^x: expected "):
        method(cubes, x)


@pytest.mark.parametrize("method", [central_difference, complex_step])
def test_f_is_scalar(method):
    message = r"^f\(x\): expected a scalar, got an array of shape \(3,\)$"
    with pytest.raises(ShapeError, match=message):
        method(lambda x: x * x, np.ones(3))


def test_complex_step_refuses_a_real_result():
    with pytest.raises(DtypeError, match=r"^f\(x\): expected a complex value, got"):
        complex_step(lambda x: np.abs(x).sum(), np.ones(3))


def test_central_difference_refuses_a_complex_result():
    with pytest.raises(DtypeError, match=r"^f\(x\): expected a real value"):
        central_difference(lambda x: 1j * x.sum(), np.ones(3))
