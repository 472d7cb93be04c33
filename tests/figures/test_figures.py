"""Figures draw the data they get and are the same bytes in every process."""

import os
import subprocess
import sys

import matplotlib as mpl
import nbformat
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from nbclient import NotebookClient

from gradbook import figures
from gradbook.figures.style import COLORS, GREY

DRAW = """
import io
import numpy as np
from matplotlib.figure import Figure
from gradbook import figures
from gradbook.figures.style import PRINT

figures.use_book_style()
fig = Figure()
norms = {"sigmoid": 0.2 ** np.arange(5), "tanh": 0.8 ** np.arange(4)}
figures.gradient_by_depth(norms, ax=fig.subplots(), bound=0.25 ** np.arange(5))
out = io.StringIO()
fig.savefig(out, format="svg", **PRINT)
print(out.getvalue())
"""


@pytest.fixture
def ax():
    with mpl.rc_context():
        figures.use_book_style()
        yield Figure().subplots()


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_gradient_by_depth(ax):
    norms = {"sigmoid": 0.2 ** np.arange(5, 0, -1), "tanh": 0.8 ** np.arange(4, 0, -1)}
    bound = 0.25 ** np.arange(5, 0, -1)
    assert figures.gradient_by_depth(norms, ax=ax, bound=bound, bound_label="4⁻ᴸ") is ax
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), norms["sigmoid"])
    np.testing.assert_array_equal(ax.lines[1].get_xdata(), [1, 2, 3, 4])
    assert ax.get_yscale() == "log"
    assert texts(ax) == ["sigmoid", "tanh", "4⁻ᴸ"]
    assert ax.texts[0].xy == (1, norms["sigmoid"][0])
    assert ax.xaxis.get_inverted()
    assert ax.get_xlabel() == "layer (1 = input)"
    assert ax.get_ylabel() == "‖dL/dh‖ (ratio)"


def test_lines_stay_apart_without_color(ax):
    lines = [ax.plot([0, 1], [k, k])[0] for k in range(len(COLORS))]
    assert len({str(line._dash_pattern) for line in lines}) == len(COLORS)


@pytest.mark.parametrize("color", [GREY, *COLORS[:3]])
def test_text_colors_have_contrast_on_white(color):
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in to_rgb(color)
    ]
    luminance = np.dot(linear, [0.2126, 0.7152, 0.0722])
    assert 1.05 / (luminance + 0.05) >= (7 if color == GREY else 3.8)


def test_style_does_not_depend_on_what_was_set_before():
    with mpl.rc_context({"lines.linewidth": 9, "axes.titlesize": 30}):
        figures.use_book_style()
        first = dict(mpl.rcParams)
    with mpl.rc_context({"xtick.major.size": 20}):
        figures.use_book_style()
        assert dict(mpl.rcParams) == first


def drawn_in_new_process(seed):
    command = [sys.executable, "-W", "error", "-c", DRAW]
    env = os.environ | {"PYTHONHASHSEED": seed}
    return subprocess.run(command, capture_output=True, check=True, env=env).stdout


def test_two_processes_give_the_same_bytes():
    first = drawn_in_new_process("1")
    assert first.count(b"<path") > 5
    assert b"<dc:date>" not in first
    assert first == drawn_in_new_process("2")


def outputs_of(*cells):
    """Run cells in a fresh kernel; return the last one's outputs."""
    cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name="python3").execute()
    return notebook.cells[-1].outputs


PLOT = "fig, ax = plt.subplots()\nax.plot([1, 2, 3]);"
STYLE = "from gradbook import figures\nfigures.use_book_style()"
PYPLOT = "import matplotlib.pyplot as plt"


def test_a_notebook_shows_svg_without_a_date_whatever_is_imported_first():
    (before,) = outputs_of(STYLE, PYPLOT, PLOT)
    (after,) = outputs_of(PYPLOT, "plt.plot([1])", STYLE, PLOT)
    assert set(before.data) == {"text/plain", "image/svg+xml"}
    assert "<dc:date>" not in before.data["image/svg+xml"]
    assert before.data == after.data
