"""The look of every figure, and drawings that are the same bytes on every run."""

import sys

import matplotlib as mpl
from cycler import cycler

# Okabe and Ito's colors, which color-blind readers tell apart, from dark to light; each
# has its own dash pattern, so that lines stay apart in grey too.
COLORS = ("#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00")
DASHES = ("-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1)), (0, (1, 1)))
GREY = "#595959"  # for bounds and notes; 7 to 1 against white

STYLE = {
    # 5 inches are 480 pixels: shrunk to a phone's 350, 11 points still read as 8.
    "figure.figsize": (5.0, 3.2),
    "figure.constrained_layout.use": True,
    # White, also in dark mode: dark lines on a dark page would vanish.
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "savefig.facecolor": "white",
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same on every machine
    "font.size": 11.0,
    "axes.titlesize": 11.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#DDDDDD",
    "lines.linewidth": 2.0,
    "axes.prop_cycle": cycler(color=COLORS) + cycler(linestyle=DASHES),
    "axes.unicode_minus": True,
    "svg.fonttype": "path",  # letters as outlines: no font is needed to read it
    "svg.hashsalt": "gradbook",
}

PRINT = {"bbox_inches": "tight", "pad_inches": 0.1, "metadata": {"Date": None}}


def use_book_style():
    """Set the book's style; in a notebook, draw figures as SVG without a date.

    An SVG holds ids and a date that differ on every run. A fixed salt and no date make
    two runs give the same bytes, so a diff of a notebook shows what changed.
    """
    mpl.rcdefaults()
    mpl.rcParams.update(STYLE)
    if "IPython" in sys.modules and sys.modules["IPython"].get_ipython():
        _draw_svg_inline(sys.modules["IPython"].get_ipython())


def _draw_svg_inline(shell):
    """Have the notebook's inline backend print SVG, whether it has started or not."""
    from matplotlib_inline.config import InlineBackend

    backend = InlineBackend.instance(parent=shell)
    backend.print_figure_kwargs = PRINT
    backend.figure_formats = {"svg"}
