"""The agreement table: independent computations of one gradient, compared pairwise."""

from itertools import combinations, product

import numpy as np

from .comparison import compare, expect_comparable, expect_telling
from .errors import GradientError, VacuousCheck
from .mutants import KINDS, mutants_of
from .table import Agreement


def agree(columns, draw, *, rng, trials=3, tol=1e-12):
    """Compare independent columns on random inputs, and try whether they would notice.

    Every pair of columns is compared in every trial, shape and dtype before values,
    against the looser of the two bounds. Then each column's result is replaced by its
    mutants, and every other column must refuse each of them.

    Parameters
    ----------
    columns : dict of str to callable
        Label -> column(**inputs) -> dict of gradients, as {"dx": ndarray}. A column
        is held to its own attribute ``tol`` where it has one, else to tol.
    draw : callable, rng -> dict of inputs
        Random generic sizes and values, and the upstream gradient.
    rng : numpy.random.Generator
    trials : int
        At least 2.
    tol : float
        Bound on max |a - b| / max(|a|, |b|).

    Returns
    -------
    agreement : Agreement

    Raises
    ------
    GradientError
        If two columns disagree, in values or in the names they return.
    VacuousCheck
        If passing would mean nothing: gradients about 0, one function in two columns,
        a column that gives the same answer in every trial, a mutant not refused.
    """
    _expect_independent(columns, trials)
    bounds = {label: getattr(column, "tol", tol) for label, column in columns.items()}
    shapes, results = [], []
    for _ in range(trials):
        inputs = draw(rng)
        shapes.append({name: np.shape(value) for name, value in inputs.items()})
        results.append(
            {
                label: dict(column(**_copied(inputs)))
                for label, column in columns.items()
            }
        )
    errors = _worst_errors(results, bounds)
    for label in columns:
        _expect_varying(label, [result[label] for result in results])
    refused = {label: _refusals(label, results, bounds, rng) for label in columns}
    gradients = tuple(results[0][next(iter(columns))])
    return Agreement(bounds, gradients, shapes, refused, errors)


def _expect_independent(columns, trials):
    """Raise VacuousCheck unless there are two trials of two different functions."""
    if len(columns) < 2 or trials < 2:
        raise VacuousCheck("columns, trials: expected at least two of each")
    for (label, column), (other, twin) in combinations(columns.items(), 2):
        if column is twin:
            raise VacuousCheck(f"{label}, {other}: one function, so they cannot differ")


def _copied(inputs):
    """Copy the arrays, so that no column can change what the next one reads."""
    return {
        name: value.copy() if isinstance(value, np.ndarray) else value
        for name, value in inputs.items()
    }


def _worst_errors(results, bounds):
    """Compare every pair in every trial; return each pair's worst error."""
    errors = {}
    for label, other in combinations(bounds, 2):
        tol = max(bounds[label], bounds[other])
        errors[label, other] = max(
            _pair_error(label, result[label], other, result[other], tol)
            for result in results
        )
    return errors


def _pair_error(label, mine, other, theirs, tol):
    """Compare two columns' gradients in one trial; return the worst error."""
    if set(mine) != set(theirs) or not mine:
        names = f"{label} returns {_listed(mine)}, {other} {_listed(theirs)}"
        raise GradientError(f"columns: {names}")
    return max(
        _gradient_error(name, label, mine[name], other, theirs[name], tol)
        for name in mine
    )


def _gradient_error(name, label, gradient, other, reference, tol):
    """Return one gradient's error relative to the larger of the two, or raise."""
    expect_comparable(name, label, gradient, other, reference)
    expect_telling(name, gradient, reference)
    scale = max(np.abs(gradient).max(), np.abs(reference).max())
    return compare(name, label, gradient, other, reference, scale=scale, tol=tol)


def _expect_varying(label, results):
    """Raise VacuousCheck when a column gives the same gradients in every trial."""
    first = results[0]
    if all(
        np.array_equal(result[name], first[name])
        for result in results
        for name in first
    ):
        why = "the same answer in every trial, so it does not depend on its inputs"
        raise VacuousCheck(f"{label}: {why}")


def _refusals(label, results, bounds, rng):
    """Replace a column's gradients by their mutants; return the kinds, all refused."""
    tried = set()
    for result, name in product(results, results[0][label]):
        for kind, mutant in mutants_of(result[label][name], rng).items():
            tried.add(kind)
            _expect_refused(name, label, kind, mutant, result, bounds)
    return tuple(kind for kind in KINDS if kind in tried)


def _expect_refused(name, label, kind, mutant, result, bounds):
    """Raise VacuousCheck when a mutant passes the comparison with another column."""
    for other in result:
        tol = max(bounds[label], bounds[other])
        if other != label and _passes(name, label, mutant, other, result, tol):
            passes = f"{label} {kind} passes for {other} within {tol:g}"
            raise VacuousCheck(f"{name}: {passes}")


def _passes(name, label, mutant, other, result, tol):
    """Say whether a mutant would be taken for right."""
    try:
        _gradient_error(name, label, mutant, other, result[other][name], tol)
    except GradientError:
        return False
    return True


def _listed(gradients):
    """Write the names of gradients, or none."""
    return ", ".join(gradients) or "none"
