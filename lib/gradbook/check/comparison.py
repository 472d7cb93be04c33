"""How two gradients are compared: shape, dtype, finite values, then the values."""

import numpy as np

from ..shapes import DtypeError, ShapeError
from .errors import GradientError, VacuousCheck

SMALLEST_REFERENCE = 1e-3


def expect_comparable(name, label, gradient, other_label, other):
    """Raise unless both are arrays of one shape and one dtype."""
    for who, array in ((label, gradient), (other_label, other)):
        if not isinstance(array, np.ndarray | np.generic):
            kind = type(array).__name__
            raise DtypeError(f"{name}: {who} expected a NumPy array, got {kind}")
    if gradient.shape != other.shape:
        shapes = f"{label} has shape {gradient.shape}, {other_label} {other.shape}"
        raise ShapeError(f"{name}: {shapes}")
    if gradient.dtype != other.dtype:
        dtypes = f"{label} has dtype {gradient.dtype}, {other_label} {other.dtype}"
        raise DtypeError(f"{name}: {dtypes}")


def expect_telling(name, *references):
    """Raise VacuousCheck when every reference is empty or about 0."""
    if all(reference.size == 0 for reference in references):
        raise VacuousCheck(f"{name}: there are no entries to compare")
    largest = max(float(np.abs(reference).max()) for reference in references)
    if largest < SMALLEST_REFERENCE:
        raise VacuousCheck(f"{name}: the reference is ~0, so a wrong answer would pass")


def compare(name, label, gradient, other_label, other, *, scale, tol):
    """Return max |gradient - other| / scale, or raise GradientError at the worst entry.

    Parameters
    ----------
    name : str
        The gradient's own, as "dx".
    label, other_label : str
        Who computed which.
    gradient, other : ndarrays of one shape and dtype
    scale : float
        The size that errors are relative to.
    tol : float
        The error must be below it; nan is not below anything.
    """
    expect_finite(name, label, gradient)
    expect_finite(name, other_label, other)
    errors = np.abs(gradient - other) / scale
    worst = np.unravel_index(errors.argmax(), errors.shape)
    error = float(errors[worst])
    if not error < tol:
        both = f"{label} {gradient[worst]:+e}, {other_label} {other[worst]:+e}"
        place = place_of(name, worst)
        raise GradientError(f"{place}: {both}, relative error {error:.1e} > {tol:g}")
    return error


def expect_finite(name, label, gradient):
    """Raise GradientError at the first nan or infinity."""
    finite = np.isfinite(gradient)
    if not finite.all():
        bad = tuple(np.argwhere(~finite)[0])
        place = place_of(name, bad)
        raise GradientError(f"{place}: {label} {gradient[bad]}, not a finite value")


def place_of(name, index):
    """Write one entry of a gradient: ``dx[2, 0]``, or ``dx`` in 0-d."""
    return f"{name}[{', '.join(str(int(i)) for i in index)}]" if len(index) else name
