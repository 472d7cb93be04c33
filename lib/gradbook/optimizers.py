"""Update rules as pure functions: weights, gradient and state in, new ones out.

    w, state = adamw(w, dw, state, lr=1e-3)

The first state is None. Nothing is written in place, so a step can be taken back by
keeping what it was given. One call moves one array; a model keeps a state for each of
its arrays. The rules and their letters are those of torch.optim.
"""

from typing import NamedTuple

import numpy as np

from .shapes import expect_float, expect_like, expect_number


class SgdState(NamedTuple):
    """What momentum remembers."""

    velocity: np.ndarray  # of the shape of w


class AdamState(NamedTuple):
    """The number of steps taken, and the moving averages of dw and of its square."""

    step: int
    m: np.ndarray  # of the shape of w
    v: np.ndarray  # of the shape of w


def sgd(w, dw, state=None, *, lr, momentum=0.0, weight_decay=0.0):
    """Gradient descent with momentum, in PyTorch's form: lr outside the velocity.

    Parameters
    ----------
    w : ndarray of any shape, float32 or float64
    dw : ndarray of the shape and dtype of w
    state : SgdState or None
    lr, weight_decay : numbers, at least 0
        weight_decay is lambda: lambda w is added to dw.
    momentum : number in [0, 1)

    Returns
    -------
    w, state : of the same kinds
    """
    _expect_step(w, dw, lr=lr, weight_decay=weight_decay)
    expect_number("momentum", momentum, 0, 1, "[)")
    lr, momentum, weight_decay = float(lr), float(momentum), float(weight_decay)
    velocity = np.zeros_like(w) if state is None else state.velocity
    expect_like("velocity", velocity, "w", w)
    velocity = momentum * velocity + (dw + weight_decay * w)
    return w - lr * velocity, SgdState(velocity)


def adam(w, dw, state=None, *, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
    """Adam; its weight decay is coupled: lambda w is added to dw and rescaled with it.

    Parameters
    ----------
    w : ndarray of any shape, float32 or float64
    dw : ndarray of the shape and dtype of w
    state : AdamState or None
    lr, eps, weight_decay : numbers, at least 0
    betas : two numbers in [0, 1)
        How much of the averages of dw and of its square is kept.

    Returns
    -------
    w, state : of the same kinds

    Notes
    -----
    Both averages begin at 0 and are too small at first by 1 - beta^t: dividing by it
    is the bias correction. eps stands outside the root.

    References
    ----------
    D. P. Kingma, J. Ba, arXiv 1412.6980, Algorithm 1.
    """
    _expect_step(w, dw, lr=lr, eps=eps, weight_decay=weight_decay)
    coupled = dw + float(weight_decay) * w
    direction, state = _adam_direction(w, coupled, state, betas, eps)
    return w - float(lr) * direction, state


def adamw(
    w, dw, state=None, *, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2
):
    """Adam with decoupled decay: w shrinks by 1 - lr lambda, apart from the gradient.

    Parameters
    ----------
    w : ndarray of any shape, float32 or float64
    dw : ndarray of the shape and dtype of w
    state : AdamState or None
    lr, eps, weight_decay : numbers, at least 0
    betas : two numbers in [0, 1)

    Returns
    -------
    w, state : of the same kinds

    References
    ----------
    I. Loshchilov, F. Hutter, arXiv 1711.05101, Algorithm 2.
    """
    _expect_step(w, dw, lr=lr, eps=eps, weight_decay=weight_decay)
    direction, state = _adam_direction(w, dw, state, betas, eps)
    shrink = 1 - float(lr) * float(weight_decay)
    return shrink * w - float(lr) * direction, state


def _adam_direction(w, dw, state, betas, eps):
    """The averaged gradient over the root of the averaged square, and the new state."""
    for name, beta in zip(("beta1", "beta2"), betas, strict=True):
        expect_number(name, beta, 0, 1, "[)")
    beta1, beta2 = map(float, betas)
    step, m, v = state or AdamState(0, np.zeros_like(w), np.zeros_like(w))
    expect_like("m", m, "w", w)
    expect_like("v", v, "w", w)
    step = step + 1
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * (dw * dw)
    m_hat = m / (1 - beta1**step)
    v_hat = v / (1 - beta2**step)
    return m_hat / (np.sqrt(v_hat) + float(eps)), AdamState(step, m, v)


def _expect_step(w, dw, **rates):
    """Check the two arrays, and that every rate is at least 0."""
    expect_float("w", w)
    expect_like("dw", dw, "w", w)
    for name, rate in rates.items():
        expect_number(name, rate, 0, np.inf, "[)")
