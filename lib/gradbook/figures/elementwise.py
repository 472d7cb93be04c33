"""Figures for elementwise maps: a curve over its slope, and what survives of depth."""

import numpy as np

from .style import GREY


def curve_and_slope(x, y, slope, *, ax, labels=("s(x)", "s′(x)"), bound=None):
    """Draw a map and its derivative, each named at its right end.

    Parameters
    ----------
    x, y, slope : ndarrays of shape (N,)
        x in rising order.
    ax : Axes
    labels : two str
    bound : float, optional
        A bound on the slope: a thin line across, with its value.
    """
    for values, label in zip((y, slope), labels, strict=True):
        (line,) = ax.plot(x, values)
        name_line(x[-1], values[-1], label, line.get_color(), ax=ax)
    if bound is not None:
        ax.axhline(bound, color=GREY, linewidth=1, linestyle=":")
        ax.annotate(
            f"bound {bound:g}",
            (x[0], bound),
            (0, 3),
            color=GREY,
            va="bottom",
            textcoords="offset points",
        )
    ax.set(xlabel="x", xlim=(x[0], x[-1]))
    return ax


def gradient_by_depth(norms, *, ax, bound=None, bound_label="bound"):
    """Draw the gradient that arrives at each layer, on a log scale.

    The gradient travels to the right: from the output, on the left, to layer 1.

    Parameters
    ----------
    norms : dict of str to ndarray of shape (L,)
        Name of the network -> ‖dL/dh‖ at the input of layers 1 to L, over the norm of
        the gradient that arrives at the output.
    ax : Axes
    bound : ndarray of shape (L,), optional
        A bound on all of them: a thin line, named in its middle.
    """
    for label, values in norms.items():
        layer = np.arange(1, len(values) + 1)
        (line,) = ax.semilogy(layer, values, marker="o", markersize=3)
        name_line(1, values[0], label, line.get_color(), ax=ax)
    if bound is not None:
        layer = np.arange(1, len(bound) + 1)
        ax.semilogy(layer, bound, color=GREY, linewidth=1, linestyle=":")
        middle = len(bound) // 2
        ax.annotate(
            bound_label, (layer[middle], bound[middle]), (4, 8), color=GREY,
            textcoords="offset points",
        )  # fmt: skip
    ax.set(xlabel="layer (1 = input)", ylabel="‖dL/dh‖ (ratio)")
    ax.xaxis.set_inverted(True)
    return ax


def name_line(x, y, label, color, *, ax):
    """Write a line's name beside its right end, outside the axes."""
    ax.annotate(
        label,
        (x, y),
        (6, 0),
        color=color,
        va="center",
        textcoords="offset points",
        annotation_clip=False,
    )
