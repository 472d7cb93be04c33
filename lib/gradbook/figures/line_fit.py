"""An interactive figure: a line through points, its loss and both of its gradients.

Plain JavaScript and SVG; the points come from the chapter.
"""

import numpy as np

from .page import button, choice, page, slider

LAYERS = """\
<g class="errors" fill="none" stroke="currentColor" stroke-width="1"
stroke-opacity="0.55"></g>
<g class="points" fill="currentColor"></g>
<g class="fit" fill="none" stroke="currentColor" stroke-width="2.5"></g>
<g class="words" fill="currentColor" font-size="12"></g>"""
SCRIPT = r"""
  const [left, right] = across, N = xs.length;
  const low = ticks[0], high = ticks[ticks.length - 1];
  const X = v => 44 + 350 * (v - left) / (right - left);
  const Y = v => 206 - 196 * (v - low) / (high - low);
  const plain = v => v.toFixed(1).replace(/^-(0\.0)$/, "$1").replace("-", "−");
  const mean = f => xs.reduce((sum, _, n) => sum + f(n), 0) / N;
  const bound = (v, [from, to]) => Math.max(from, Math.min(to, v));
  let slope = 0, bias = 0;
  const free = () => get("mode").value !== "without bias";
  function gradients() {
    const error = n => slope * xs[n] + bias - ys[n];
    return { error, loss: mean(n => error(n) ** 2),
      dslope: 2 * mean(n => error(n) * xs[n]), dbias: 2 * mean(error) };
  }
  function draw() {
    const { loss, dslope, dbias, error } = gradients();
    let errors = `<path d="M44 10V206M44 ${Y(0)}H394M${X(0)} 10V206"/>`, points = "";
    let words = word(394, 224, xlabel, "end") + word(50, 20, ylabel, "start");
    for (const v of ticks)
      words += word(40, Y(v) + 4, `${v}`.replace("-", "−"), "end");
    words += word(X(0), 224, "0");
    xs.forEach((x, n) => {
      const to = bound(Y(ys[n] + error(n)), [8, 208]);
      errors += `<path d="M${X(x)} ${Y(ys[n])}V${to}"/>`;
      points += `<circle cx="${X(x)}" cy="${Y(ys[n])}" r="3"/>`;
    });
    const at = v => [v, slope * v + bias];
    const end = ([v, p]) => p > high ? [(high - bias) / slope, high]
      : p < low ? [(low - bias) / slope, low] : [v, p];
    const [a, b] = [left, right].map(v => end(at(v)));
    const fit = `<path d="M${X(a[0])} ${Y(a[1])}L${X(b[0])} ${Y(b[1])}"/>`;
    paint({ errors, points, fit, words });
    get("slope-shown").textContent = plain(slope);
    get("bias-shown").textContent = plain(bias);
    get("bias").disabled = !free();
    get("message").textContent = `Loss ${plain(loss)}. `
      + `Gradient by the slope: ${plain(dslope)}; by the bias: ${plain(dbias)}`
      + (free() ? "." : ", and nobody follows it.");
  }
  function step() {
    const { dslope, dbias } = gradients();
    slope = bound(slope - rate * dslope, [-steep, steep]);
    if (free()) bias = bound(bias - rate * dbias, [low, high]);
    get("slope").value = slope;
    get("bias").value = bias;
    draw();
  }
  root.addEventListener("input", event => {
    if (event.target.name == "slope") slope = +event.target.value;
    if (event.target.name == "bias") bias = +event.target.value;
    if (!free()) get("bias").value = bias = 0;
  });
  get("step").addEventListener("click", step);
  if (!free()) bias = 0;
"""


class LineFit:
    """The figure: sliders for slope and bias, a line without bias, a step of descent.

    Parameters
    ----------
    x, y : array-like of shape (N,)
        The points; x on both sides of 0 or not, 0 is always on the page.
    xlabel, ylabel : str
    rate : float
        The learning rate of the button.
    """

    def __init__(self, x, y, *, xlabel, ylabel, rate):
        x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        if x.ndim != 1 or x.shape != y.shape or x.size < 2:
            got = f"{x.shape} and {y.shape}"
            raise ValueError(f"x, y: expected two vectors of one length, got {got}")
        if not (np.isfinite(x).all() and np.isfinite(y).all() and np.ptp(x) > 0):
            raise ValueError("x, y: expected finite numbers, and x not all equal")
        self.x, self.y = x.round(3).tolist(), y.round(3).tolist()
        self.xlabel, self.ylabel, self.rate = xlabel, ylabel, float(rate)

    def __repr__(self):
        return f"Interactive figure: a line through {len(self.x)} points, with its bias"

    def _repr_html_(self):
        ticks = _round_ticks(min(0, *self.y), max(0, *self.y))
        left, right = min(0, *self.x), max(0, *self.x)
        room, steep = (
            (right - left) / 20,
            round((ticks[-1] - ticks[0]) / (right - left)),
        )
        return page(
            "line-fit",
            "Points, a line, and a thin segment from each point to the line: its error",
            232,
            controls=[
                slider("slope", "slope", -steep, steep, 0, shown="0.0"),
                slider("bias", "bias", ticks[0], ticks[-1], 0, shown="0.0"),
                choice("line", "mode", ["with bias", "without bias"]),
                button("one step of descent", "step"),
            ],
            layers=LAYERS,
            script=SCRIPT,
            data={
                "xs": self.x,
                "ys": self.y,
                "across": [round(left - room, 3), round(right + room, 3)],
                "ticks": ticks,
                "steep": steep,
                "rate": self.rate,
                "xlabel": self.xlabel,
                "ylabel": self.ylabel,
            },
        )


def _round_ticks(low, high):
    """Integers from below low to above high, in steps of 1, 2 or 5 times 10^k."""
    steps = [front * 10**k for k in range(9) for front in (1, 2, 5)]
    step = next(step for step in steps if high - low <= 6 * step)
    first, last = int(np.floor(low / step)), int(np.ceil(high / step))
    room = range(first - (first == 0), last + (last == 0) + 1)  # 0 is not at an end
    return [step * n for n in room]
