"""Cross-entropy from logits, softmax and loss in one, for classes or soft labels."""

from typing import NamedTuple

import numpy as np

from ..shapes import (
    RangeError,
    ShapeError,
    expect_indices,
    expect_integers,
    expect_like,
    expect_number,
    expect_scalar,
    expect_shape,
    expect_within,
)
from .softmax import expect_logits, over_temperature

REDUCTIONS = ("mean", "sum", "none")


class CrossEntropyCache(NamedTuple):
    """N K new numbers, the exponentials, so that each is taken once; and the rest."""

    exps: np.ndarray  # (N, K)  e^((z - top) / T)
    sums: np.ndarray  # (N, 1)  of exps; softmax is exps / sums
    targets: np.ndarray  # (N,) or (N, K)
    label_smoothing: float
    temperature: float
    reduction: str


def cross_entropy_forward(
    logits, targets, label_smoothing=0.0, temperature=1.0, reduction="mean"
):
    """Score logits z against targets: loss_n = -sum_k q_nk log softmax(z_n / T)_k.

    Parameters
    ----------
    logits : ndarray of shape (N, K) with K >= 1, float32 or float64
    targets : integers of shape (N,), or floats like the logits
        The class of each row, from 0 to K - 1; or soft labels t, in [0, 1], whose
        rows sum to 1.
    label_smoothing : number in [0, 1]
        q = (1 - smoothing) · t + smoothing / K, where t is 1 at the class or soft.
    temperature : number above 0
        Divides the logits, as in distillation and in contrastive losses. PyTorch has
        no such argument; there one passes z / T. No gradient of T.
    reduction : "mean", "sum" or "none"
        Over the N rows. The mean of no rows is an error, their sum is 0.

    Returns
    -------
    loss : scalar, or of shape (N,) for "none"; of the dtype of the logits
    cache : CrossEntropyCache

    Raises
    ------
    RangeError
        For a class outside [0, K), a soft label outside [0, 1], or a row of them that
        does not sum to 1 within sqrt(eps).

    Notes
    -----
    As q sums to 1, loss = log sum_k e^(s_k) - sum_k q_k s_k with s = (z - top) / T.
    Both terms are at least 0: nothing cancels, nothing overflows. Where the first
    rounds to 0 (float32: a lead of 17, float64: of 37) the loss is right to eps
    absolutely, not relatively.

    A logit of -inf costs nothing where q is 0 (PyTorch: nan for soft labels) and inf
    where it is not; smoothing leaves no q at 0.

    References
    ----------
    Bishop, Pattern Recognition and Machine Learning, 2006, eq. 4.108.
    Smoothing: Szegedy et al., 2016, arXiv 1512.00567, section 7.
    """
    expect_logits(logits, "N, K")
    _expect_targets(targets, logits)
    _expect_settings(logits, label_smoothing, temperature, reduction)
    smoothing, T = float(label_smoothing), float(temperature)
    top = logits.max(axis=-1, keepdims=True)  # (N, 1)
    s = over_temperature(logits - top, T)  # (N, K)  at most 0
    miss = -_under_q(s, targets, smoothing)  # (N,)    at least 0
    exps = np.exp(s, out=s)  # (N, K)  s is not needed again
    sums = exps.sum(axis=-1, keepdims=True)  # (N, 1)  at least 1
    losses = np.log(sums)[:, 0] + miss  # (N,)
    cache = CrossEntropyCache(exps, sums, targets, smoothing, T, reduction)
    return _reduced(losses, reduction), cache


def cross_entropy_backward(dloss, cache):
    """Pull dloss back to the logits: dlogits = dloss (p - q) / T, / N for a mean.

    The targets are data and get no gradient.

    Parameters
    ----------
    dloss : number or scalar; for the reduction "none" an ndarray of shape (N,)
        1.0 when the loss is the last step.
    cache : CrossEntropyCache

    Returns
    -------
    dlogits : of the shape and dtype of the logits
        Its rows sum to 0, and no entry exceeds dloss / T, however large the logits.

    Notes
    -----
    No one-hot q is built from classes: the three terms of p - q are added in turn.
    Where p is near 1 the difference p - 1 is accurate to eps absolutely, not
    relatively.

    References
    ----------
    p - t: Bishop, Pattern Recognition and Machine Learning, 2006, eq. 4.109.
    With 1/T: Hinton, Vinyals, Dean, 2015, arXiv 1503.02531, eq. 2.
    """
    exps, sums, targets, smoothing, *_ = cache
    N, K = exps.shape
    rate = _row_rates(dloss, cache)  # (N, 1)  dloss / T, / N for a mean
    dlogits = rate / sums * exps  # (N, K)  rate · p
    if targets.ndim == 1:  # - rate · (1 - smoothing) · t
        dlogits[np.arange(N), targets] -= (1 - smoothing) * rate[:, 0]
    else:
        dlogits -= (1 - smoothing) * rate * targets
    if smoothing:
        dlogits -= rate * smoothing / K  # - rate · smoothing / K
    return dlogits


def _under_q(s, targets, smoothing):
    """Return sum_k q_k s_k of each row, where 0 times -inf is 0."""
    if targets.ndim == 1:
        picked = s[np.arange(len(s)), targets]  # (N,)
    else:
        with np.errstate(invalid="ignore"):  # 0 · -inf is nan, fmin takes the 0
            picked = np.fmin(targets * s, 0).sum(axis=-1)
    if not smoothing:
        return picked
    return (1 - smoothing) * picked + smoothing * s.mean(axis=-1)


def _row_rates(dloss, cache):
    """Return dL/dloss_n / T for every row n."""
    sums, T, reduction = cache.sums, cache.temperature, cache.reduction
    if reduction == "none":
        expect_like("dloss", dloss, "loss", sums[:, 0])
        return dloss[:, np.newaxis] / T
    expect_scalar("dloss", dloss, "logits", sums)
    share = dloss / len(sums) if reduction == "mean" else dloss
    return np.full_like(sums, share / T)


def _reduced(losses, reduction):
    """Average the rows' losses, add them, or leave them."""
    if reduction == "none":
        return losses
    return losses.mean() if reduction == "mean" else losses.sum()


def _expect_targets(targets, logits):
    """Raise unless targets are classes, or soft labels, for these logits."""
    N, K = logits.shape
    if getattr(targets, "dtype", None) in (np.float32, np.float64):
        expect_like("targets", targets, "logits", logits)
        expect_within("targets", targets, 0, 1)
        _expect_sums(targets)
        return
    expect_integers("targets", targets)
    expect_shape("targets", targets, (N,), "N,")
    expect_indices("targets", targets, K, "K")


def _expect_sums(targets):
    """Raise RangeError at the first row of soft labels that does not sum to 1."""
    sums = targets.sum(axis=-1)
    off = np.abs(sums - 1) > np.sqrt(np.finfo(targets.dtype).eps)
    if off.any():
        row = int(off.argmax())
        got = f"got {sums[row]:g} at [{row}]"
        raise RangeError(f"targets: expected rows that sum to 1, {got}")


def _expect_settings(logits, label_smoothing, temperature, reduction):
    """Raise unless the three settings are what they may be."""
    expect_number("label_smoothing", label_smoothing, 0, 1)
    expect_number("temperature", temperature, 0, np.inf, "()")
    if reduction not in REDUCTIONS:
        wanted = ", ".join(REDUCTIONS)
        raise RangeError(f"reduction: expected one of {wanted}, got {reduction!r}")
    if reduction == "mean" and len(logits) == 0:
        got = f"got (0, {logits.shape[1]})"
        raise ShapeError(f"logits: expected at least one row for a mean, {got}")
