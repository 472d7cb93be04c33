"""Embedding: repeated indices, small integers, none and one, errors."""

import numpy as np
import pytest

from gradbook.layers import embedding_backward, embedding_forward
from gradbook.shapes import DtypeError, RangeError, ShapeError

each_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])
TABLE = np.arange(12.0).reshape(4, 3)


@each_dtype
@pytest.mark.parametrize("kind", [np.int64, np.int32, np.uint8, np.int8])
def test_embedding_adds_repeated_indices(dtype, kind):
    indices = np.array([[2, 0, 2], [2, 3, 0]], kind)
    y, cache = embedding_forward(indices, TABLE.astype(dtype))
    np.testing.assert_array_equal(y[1, 1], TABLE[3])
    dtable = embedding_backward(np.ones((2, 3, 3), dtype), cache)
    expected = np.repeat([[2], [0], [3], [1]], 3, axis=1)
    np.testing.assert_array_equal(dtable, expected)
    assert dtable.dtype == dtype


def test_embedding_places_do_not_overflow_small_integers():
    table, indices = np.zeros((100, 50)), np.array([99, 3], np.int8)
    _, cache = embedding_forward(indices, table)
    dtable = embedding_backward(np.ones((2, 50)), cache)
    np.testing.assert_array_equal(dtable.sum(axis=1).nonzero()[0], [3, 99])


def test_embedding_is_a_one_hot_matrix_product(rng):
    indices, table = rng.integers(0, 4, 9), rng.standard_normal((4, 3))
    one_hot = (indices[:, np.newaxis] == np.arange(4)).astype(float)
    dy = rng.standard_normal((9, 3))
    y, cache = embedding_forward(indices, table)
    np.testing.assert_array_equal(y, one_hot @ table)
    np.testing.assert_allclose(embedding_backward(dy, cache), one_hot.T @ dy)


@pytest.mark.parametrize("shape", [(0,), (2, 0), ()])
def test_embedding_of_none_and_of_one(shape):
    indices = np.full(shape, 1)
    y, cache = embedding_forward(indices, TABLE)
    assert y.shape == (*shape, 3)
    dtable = embedding_backward(np.ones((*shape, 3)), cache)
    assert dtable.sum() == (0 if shape else 3)


EMBEDDING_REFUSALS = [
    (
        (np.array([0, 4]), TABLE), RangeError,
        "indices: expected integers in [0, V) = [0, 4), got 4 at [1]",
    ),
    (
        (np.array([[0, -1]]), TABLE), RangeError,
        "indices: expected integers in [0, V) = [0, 4), got -1 at [0, 1]",
    ),
    ((np.zeros(2), TABLE), DtypeError, "indices: expected integers, got float64"),
    ((np.zeros(2, bool), TABLE), DtypeError, "indices: expected integers, got bool"),
    ((np.zeros(2, int), TABLE[0]), ShapeError, "table: expected (V, D), got (3,)"),
]  # fmt: skip


@pytest.mark.parametrize(("inputs", "error", "message"), EMBEDDING_REFUSALS)
def test_embedding_refusals(inputs, error, message):
    with pytest.raises(error) as caught:
        embedding_forward(*inputs)
    assert str(caught.value) == message


def test_embedding_backward_refusals():
    _, cache = embedding_forward(np.array([0, 1]), TABLE)
    with pytest.raises(ShapeError, match=r"^dy: expected \(..., D\) = \(2, 3\), got "):
        embedding_backward(np.ones((3, 3)), cache)
    with pytest.raises(
        DtypeError, match=r"^dy: expected float64 like table, got float"
    ):
        embedding_backward(np.ones((2, 3), np.float32), cache)
