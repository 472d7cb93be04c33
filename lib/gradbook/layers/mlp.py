"""A perceptron of any depth: affine maps with one activation between them."""

from collections.abc import Callable
from typing import NamedTuple

from ..shapes import ShapeError
from .affine import AffineCache, affine_backward, affine_forward


class MlpCache(NamedTuple):
    """The caches of its layers: with tanh, the input and every hidden output."""

    hidden: list[tuple]  # (affine cache, activation cache) of each hidden layer
    last: AffineCache
    phi_backward: Callable


def mlp_forward(x, params, activation):
    """Compute h_l = phi(z_l), z_l = h_(l-1) W_l + b_l from h_0 = x; y is the last z.

    Parameters
    ----------
    x : ndarray of shape (N, D), float32 or float64
    params : sequence of (W, b), first layer first
        W_l has shape (D_(l-1), D_l), b_l has shape (D_l,).
    activation : (forward, backward)
        Any pair of one argument, as (tanh_forward, tanh_backward).

    Returns
    -------
    y : ndarray of shape (N, D_L)
        No activation follows the last layer: these are logits.
    cache : MlpCache
    """
    if len(params) == 0:
        raise ShapeError("params: expected at least one (W, b), got none")
    phi_forward, phi_backward = activation
    hidden, h = [], x
    for W, b in params[:-1]:
        z, affine_cache = affine_forward(h, W, b)  # (N, D_l)
        h, phi_cache = phi_forward(z)  # (N, D_l)
        hidden.append((affine_cache, phi_cache))
    y, last = affine_forward(h, *params[-1])  # (N, D_L)
    return y, MlpCache(hidden, last, phi_backward)


def mlp_backward(dy, cache):
    """Run the delta recursion: dz_l = (dz_(l+1) W_(l+1)ᵀ) * phi'(z_l), dz_L = dy.

    Parameters
    ----------
    dy : ndarray of shape (N, D_L)
    cache : MlpCache

    Returns
    -------
    dx : ndarray of shape (N, D)
    dparams : list of (dW, db)
        In the order and the shapes of params: dW_l = h_(l-1)ᵀ dz_l, db_l = the rows of
        dz_l added.

    References
    ----------
    Nielsen, Neural Networks and Deep Learning, chapter 2, BP1 to BP4; his W is our Wᵀ.
    """
    dh, dW, db = affine_backward(dy, cache.last)  # dh = dz_L W_Lᵀ
    dparams = [(dW, db)]
    for affine_cache, phi_cache in reversed(cache.hidden):
        dz = cache.phi_backward(dh, phi_cache)  # dz_l = dh_l * phi'(z_l)
        dh, dW, db = affine_backward(dz, affine_cache)  # dh_(l-1) = dz_l W_lᵀ
        dparams.append((dW, db))
    return dh, dparams[::-1]
