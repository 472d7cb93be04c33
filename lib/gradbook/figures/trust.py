"""An interactive figure: the error of a central difference, and its two parts.

Plain JavaScript and SVG over numbers that the chapter computed; nothing is fetched.
"""

import numpy as np

from .page import choice, page, slider

PARTS = ("error", "truncation", "rounding")
LAYERS = """\
<g class="lines" fill="none" stroke="currentColor"></g>
<g class="words" fill="currentColor" font-size="12"></g>"""
SCRIPT = r"""
  const log = Math.log10, floor = -17;
  const X = h => 392 + log(h) * 346 / 15;
  const Y = e => 14 - Math.max(floor, log(e)) * 206 / -floor;
  const curve = values => "M" + values
    .map((e, n) => [steps[n], e]).filter(([, e]) => log(e) > floor)
    .map(([h, e]) => `${X(h)} ${Y(e)}`).join("L");
  const shown = v => v.toExponential(1).replace("-", "−");
  function advice(truncation, rounding) {
    if (truncation > 4 * rounding) return "truncation rules: take a smaller step";
    if (rounding > 4 * truncation) return "rounding rules: take a larger step";
    return "the two are about equal: this step is near the best";
  }
  function draw() {
    const at = steps.length - 1 - get("step").value, h = steps[at];
    const dtype = get("dtype").value;
    const {error, truncation, rounding} = parts[dtype];
    let lines = line("M46 14V220H394", 1), words = "";
    for (const p of [0, -5, -10, -15])
      words += word(42, Y(10 ** p) + 4, p ? `1e−${-p}` : "1", "end");
    for (const p of [-3, -6, -9, -12])
      words += word(X(10 ** p), 234, `1e−${-p}`);
    lines += line(curve(truncation), 1.5, "6 3") + line(curve(rounding), 1.5, "2 3");
    lines += line(curve(error), 2.5) + line(`M${X(h)} 14V220`, 1);
    words += word(394, 248, "step h", "end");
    const key = "bold: error; dashed: truncation; dotted: rounding";
    words += word(46, 248, key, "start");
    words += `<circle cx="${X(h)}" cy="${Y(error[at])}" r="5"/>`;
    paint({ lines, words });
    get("step-shown").textContent = shown(h);
    get("message").textContent = `${dtype}, h = ${shown(h)}: `
      + `truncation ${shown(truncation[at])}, rounding ${shown(rounding[at])}; `
      + `${advice(truncation[at], rounding[at])}.`;
  }
"""


class StepSize:
    """The figure, with a slider for the step and a choice of dtype.

    Parameters
    ----------
    steps : sequence of float
        Falling from below 1.
    parts : dict of str to dict of str to sequence of float
        Dtype -> "error", "truncation" and "rounding" -> size at each step.
    """

    def __init__(self, steps, parts):
        self.steps = [float(h) for h in steps]
        if not (np.diff([1.0, *self.steps]) < 0).all() or self.steps[-1] <= 0:
            raise ValueError("steps: expected positive numbers falling from below 1")
        self.parts = {
            dtype: _rounded(dtype, sizes, steps) for dtype, sizes in parts.items()
        }

    def __repr__(self):
        names = " and ".join(self.parts)
        return f"Interactive figure: the error of a difference by its step, in {names}"

    def _repr_html_(self):
        last, start = len(self.steps) - 1, len(self.steps) * 4 // 5
        return page(
            "step-size",
            "Error of a central difference against its step, on log axes",
            250,
            controls=[
                choice("dtype", "dtype", self.parts),
                slider("step h", "step", 0, last, start),
            ],
            layers=LAYERS,
            script=SCRIPT,
            data={"steps": self.steps, "parts": self.parts},
        )


def _rounded(dtype, sizes, steps):
    """Keep three digits of each part, after a check that it has one size per step."""
    for name in PARTS:
        if name not in sizes or len(sizes[name]) != len(steps):
            got = len(sizes[name]) if name in sizes else "none"
            wanted = f"expected {len(steps)} values of {name}, got {got}"
            raise ValueError(f"parts[{dtype!r}]: {wanted}")
    return {name: [float(f"{e:.2e}") for e in sizes[name]] for name in PARTS}
