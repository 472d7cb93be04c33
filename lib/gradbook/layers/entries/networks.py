"""Rows for affine, embedding and a perceptron of three layers, with mistakes."""

from itertools import pairwise

import numpy as np

from ..affine import affine_backward, affine_forward
from ..elementwise import tanh_backward, tanh_forward
from ..embedding import embedding_backward, embedding_forward
from ..mlp import mlp_backward, mlp_forward
from .layer import Layer


def sample_affine(rng):
    """Draw x (N, D), W (D, M), b (M,), no two sizes equal: a square W hides a .T."""
    N, D, M = rng.choice(range(2, 8), size=3, replace=False)
    x, W = rng.standard_normal((N, D)), rng.standard_normal((D, M))
    return {"x": x, "W": W, "b": rng.standard_normal(M)}


def _reshaped_weights(dy, cache):
    """Reshape W where it is transposed: the shapes fit."""
    _, dW, db = affine_backward(dy, cache)
    return dy @ cache.W.reshape(cache.W.shape[::-1]), dW, db


def _weights_not_transposed(dy, cache):
    """Multiply by W where Wᵀ belongs."""
    _, dW, db = affine_backward(dy, cache)
    return dy @ cache.W, dW, db


def _weights_transposed_wrongly(dy, cache):
    """Form (dyᵀ x) and reshape it into the shape of W."""
    dx, dW, db = affine_backward(dy, cache)
    return dx, (dy.T @ cache.x).reshape(dW.shape), db


def _mean_of_bias(dy, cache):
    """Average dy over the batch for db."""
    dx, dW, _ = affine_backward(dy, cache)
    return dx, dW, dy.mean(axis=0)


def _mean_of_weights(dy, cache):
    """Average over the batch for dW: only the loss divides by N."""
    dx, dW, db = affine_backward(dy, cache)
    return dx, dW / len(dy), db


def _bias_of_last_row(dy, cache):
    """Take one row's dy for db: b is used N times."""
    dx, dW, _ = affine_backward(dy, cache)
    return dx, dW, dy[-1].copy()


AFFINE_MUTANTS = {
    "W for Wᵀ": _weights_not_transposed,
    "W reshaped, not transposed": _reshaped_weights,
    "dyᵀ x reshaped for xᵀ dy": _weights_transposed_wrongly,
    "db a mean": _mean_of_bias,
    "dW a mean": _mean_of_weights,
    "db of the last row": _bias_of_last_row,
}


def sample_embedding(rng):
    """Draw more indices (N, T) than rows of the table: some row is looked up twice."""
    V, D, N, T = rng.choice([2, 3, 4, 5], size=4, replace=False)
    indices = rng.integers(0, V, (N, T))
    indices.flat[:2] = V - 1
    return {"indices": indices, "table": rng.standard_normal((V, D))}


def _last_one_wins(dy, cache):
    """Add with an index array, which keeps one term of a repeated index."""
    dtable = np.zeros(cache.shape)
    dtable[cache.indices] += dy
    return dtable


def _mean_of_repeats(dy, cache):
    """Average the terms of a repeated index."""
    counts = np.bincount(cache.indices.ravel(), minlength=cache.shape[0])
    return embedding_backward(dy, cache) / np.maximum(counts, 1)[:, np.newaxis]


def _one_row_late(dy, cache):
    """Send each term to the next row."""
    return np.roll(embedding_backward(dy, cache), 1, axis=0)


def _axes_swapped(dy, cache):
    """Read the indices down the columns."""
    swapped = cache.indices.T.reshape(cache.indices.shape)
    return embedding_backward(dy, cache._replace(indices=swapped))


EMBEDDING_MUTANTS = {
    "repeated indices not added": _last_one_wins,
    "repeated indices averaged": _mean_of_repeats,
    "one row late": _one_row_late,
    "indices read by columns": _axes_swapped,
}


def sample_mlp(rng):
    """Draw x (N, D) and three layers of generic widths, tanh well off its ends."""
    N, *sizes = rng.choice(range(2, 8), size=5, replace=False)
    inputs = {"x": rng.standard_normal((N, sizes[0]))}
    for layer, (D, M) in enumerate(pairwise(sizes), 1):
        inputs[f"W{layer}"] = rng.standard_normal((D, M)) / np.sqrt(D)
        inputs[f"b{layer}"] = rng.standard_normal(M) / 2
    return inputs


def three_layers_forward(x, W1, b1, W2, b2, W3, b3):
    """Lay the parameters out one by one, as the checks want them."""
    params = [(W1, b1), (W2, b2), (W3, b3)]
    return mlp_forward(x, params, (tanh_forward, tanh_backward))


def three_layers_backward(dy, cache):
    """Return dx, dW1, db1, ..., db3."""
    dx, dparams = mlp_backward(dy, cache)
    return dx, *(gradient for pair in dparams for gradient in pair)


def _slope_forgotten(dy, cache):
    """Pass the deltas on without phi'(z)."""
    return three_layers_backward(
        dy, cache._replace(phi_backward=lambda dh, phi_cache: dh)
    )


def _slope_of_output(dy, cache):
    """Take phi' at h = phi(z) instead of z."""

    def phi_backward(dh, phi_cache):
        return tanh_backward(dh, tanh_forward(phi_cache.y)[1])

    return three_layers_backward(dy, cache._replace(phi_backward=phi_backward))


def _activation_after_the_last(dy, cache):
    """Multiply dy by a slope although no activation follows the last layer."""
    y, _ = affine_forward(cache.last.x, cache.last.W, np.zeros(dy.shape[1]))
    return three_layers_backward(tanh_backward(dy, tanh_forward(y)[1]), cache)


def _slope_before_product(dy, cache):
    """Forget the slope of the last hidden layer alone."""
    left = iter([lambda dh, phi_cache: dh, tanh_backward])
    return three_layers_backward(
        dy, cache._replace(phi_backward=lambda *both: next(left)(*both))
    )


MLP_MUTANTS = {
    "phi'(z) forgotten": _slope_forgotten,
    "phi' taken at the output": _slope_of_output,
    "phi' after the last layer too": _activation_after_the_last,
    "phi' forgotten once": _slope_before_product,
}

three_layers_torch = (
    "F.linear(torch.tanh(F.linear("
    "torch.tanh(F.linear(x, W1.T, b1)), W2.T, b2)), W3.T, b3)"
)

ROWS = {
    "affine": Layer(
        affine_forward,
        affine_backward,
        sample_affine,
        ("x", "W", "b"),
        AFFINE_MUTANTS,
        torch="F.linear(x, W.T, b)",
        derivations=("affine-weights", "affine-inputs", "affine-bias"),
    ),
    "embedding": Layer(
        embedding_forward,
        embedding_backward,
        sample_embedding,
        ("table",),
        EMBEDDING_MUTANTS,
        torch="F.embedding(indices, table)",
    ),
    "mlp": Layer(
        three_layers_forward,
        three_layers_backward,
        sample_mlp,
        ("x", "W1", "b1", "W2", "b2", "W3", "b3"),
        MLP_MUTANTS,
        torch=three_layers_torch,
        derivations=("two-layers", "delta-step"),
    ),
}
