"""Forward mode: what a map does to a tangent, a Jacobian times a direction (JVP).

A backward is the other product, a gradient times the Jacobian (VJP). For any tangent
and any dy the two meet: sum of dy * y_dot = sum of dx * x_dot over all arguments.
"""

from ..shapes import expect_like, expect_same_dtype, expect_shape


def affine_jvp(x_dot, W_dot, b_dot, cache):
    """Push tangents through y = x W + b: y_dot = x_dot W + x W_dot + b_dot.

    Parameters
    ----------
    x_dot, W_dot, b_dot : ndarrays of shape (N, D), (D, M), (M,)
        How x, W and b move.
    cache : AffineCache

    Returns
    -------
    y_dot : ndarray of shape (N, M)

    Notes
    -----
    W as it is; affine_backward takes its transpose.
    """
    x, W = cache
    expect_like("x_dot", x_dot, "x", x)
    expect_like("W_dot", W_dot, "W", W)
    expect_same_dtype("b_dot", b_dot, "x", x)
    expect_shape("b_dot", b_dot, (W.shape[1],), "M,")
    return x_dot @ W + x @ W_dot + b_dot  # (N, M)


def tanh_jvp(x_dot, cache):
    """Push a tangent through y = tanh(x): y_dot = (1 - y²) · x_dot.

    Parameters
    ----------
    x_dot : ndarray with the shape and dtype of x
    cache : TanhCache

    Returns
    -------
    y_dot : of the same shape

    Notes
    -----
    The same factor as in tanh_backward: a diagonal Jacobian is its own transpose.
    """
    y = cache.y
    expect_like("x_dot", x_dot, "x", y)
    return (1 - y * y) * x_dot  # (...)


def sigmoid_jvp(x_dot, cache):
    """Push a tangent through y = sigmoid(x): y_dot = y(1 - y) · x_dot.

    Parameters
    ----------
    x_dot : ndarray with the shape and dtype of x
    cache : SigmoidCache

    Returns
    -------
    y_dot : of the same shape
    """
    y = cache.y
    expect_like("x_dot", x_dot, "x", y)
    return y * (1 - y) * x_dot  # (...)
