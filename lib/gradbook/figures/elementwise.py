"""A figure for elementwise maps: what is left of a gradient by depth."""

import numpy as np

from .style import GREY


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
