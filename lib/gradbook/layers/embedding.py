"""Embedding: rows of a table looked up by index, and gradients sent to those rows."""

from typing import NamedTuple

import numpy as np

from ..shapes import (
    expect_axes,
    expect_float,
    expect_indices,
    expect_integers,
    expect_same_dtype,
    expect_shape,
)


class EmbeddingCache(NamedTuple):
    """The indices, no copy, and the table's size; the table itself is not needed."""

    indices: np.ndarray  # (...)
    shape: tuple[int, int]  # (V, D)
    dtype: np.dtype


def embedding_forward(indices, table):
    """Look up a row of the table for each index: y = table[indices].

    Parameters
    ----------
    indices : ndarray of integers, as (N,) or (N, T)
        From 0 to V - 1. A negative index is an error, not the end of the table.
    table : ndarray of shape (V, D), float32 or float64

    Returns
    -------
    y : ndarray of shape (..., D)
        A copy; the same as a one-hot matrix times the table, without its V columns.
    cache : EmbeddingCache
    """
    expect_float("table", table)
    expect_axes("table", table, "V, D")
    V, _ = table.shape
    expect_integers("indices", indices)
    expect_indices("indices", indices, V, "V")
    return table[indices], EmbeddingCache(indices, table.shape, table.dtype)


def embedding_backward(dy, cache):
    """Pull back to the table: row v of dtable adds dy wherever the index was v.

    The indices are data and get no gradient.

    Parameters
    ----------
    dy : ndarray of shape (..., D) and the dtype of the table
    cache : EmbeddingCache

    Returns
    -------
    dtable : ndarray of shape (V, D)
        Rows never looked up are 0. PyTorch returns the same dense array unless
        sparse=True.

    Notes
    -----
    dtable[indices] += dy would keep only one term of a repeated index. np.add.at keeps
    all, but is fast only on flat arrays of numbers, not of rows. So each entry of dy
    gets the number of its place in the flat table: 8 bytes each, freed at once.
    """
    indices, (V, D), dtype = cache
    expect_same_dtype("dy", dy, "table", np.empty(0, dtype))
    expect_shape("dy", dy, (*indices.shape, D), "..., D")
    places = indices.reshape(-1, 1).astype(np.intp) * D + np.arange(D)  # (..., D)
    dtable = np.zeros(V * D, dtype)  # (V D,)
    np.add.at(dtable, places.ravel(), dy.ravel())
    return dtable.reshape(V, D)
