"""An interactive figure: logits as sliders, probabilities as bars, p - y as arrows.

Plain JavaScript and SVG; the logits to begin with come from the chapter.
"""

import numpy as np

from .page import button, page, slider

LAYERS = """\
<g class="bars" fill="currentColor" fill-opacity="0.22" stroke="currentColor"></g>
<g class="arrows" fill="none" stroke="currentColor" stroke-width="2.2"></g>
<g class="words" fill="currentColor" font-size="14"></g>"""
SCRIPT = r"""
  const K = logits.length, at = [...logits.keys()];
  const wide = 340 / K, X = k => 56 + (k + 0.42) * wide, Y = v => 142 - 126 * v;
  const plain = v => v.toFixed(2).replace("-", "−");
  const sign = v => Math.abs(v) < 0.005 ? "" : v > 0 ? "+" : "−";
  const signed = v => sign(v) + Math.abs(v).toFixed(2);
  const path = d => `<path d="${d}"/>`;
  const dot = (a, b) => at.reduce((sum, k) => sum + a[k] * b[k], 0);
  function numbers() {
    const z = logits.map(v => v + +get("shift").value);
    const top = Math.max(...z), e = z.map(v => Math.exp(v - top));
    const sum = e.reduce((a, b) => a + b), share = +get("smoothing").value / K;
    const y = at.map(k => share + (k == get("target").value ? 1 - K * share : 0));
    return { z, y, lse: top + Math.log(sum), p: e.map(v => v / sum) };
  }
  function arrow(x, from, to) {
    const a = Y(from), b = Y(to), size = Math.abs(b - a);
    const c = b - Math.sign(b - a) * Math.min(7, size);
    const head = `M${x - 5} ${c}L${x} ${b}L${x + 5} ${c}`;
    const foot = path(`M${x - 7} ${a}H${x + 7}`);
    return foot + (size < 1.5 ? "" : path(`M${x} ${a}V${b}` + head));
  }
  function draw() {
    const { z, y, p, lse } = numbers(), g = at.map(k => p[k] - y[k]);
    const half = wide * 0.26;
    let bars = path("M50 142H396"), arrows = "", words = "";
    for (const v of [0, 0.5, 1]) words += word(44, Y(v) + 4, v, "end");
    words += word(44, 178, "p", "end") + word(44, 198, "p − y", "end");
    for (const k of at) {
      bars += `<rect x="${X(k) - half}" y="${Y(p[k])}" width="${2 * half}" `
        + `height="${126 * p[k]}"/>`;
      arrows += arrow(X(k) + half + 11, y[k], p[k]);
      words += word(X(k), 158, "class " + (k + 1));
      words += word(X(k), 178, p[k].toFixed(2)) + word(X(k), 198, signed(g[k]));
      get(`z${k + 1}-shown`).textContent = plain(logits[k]);
    }
    paint({ bars, arrows, words });
    for (const name of ["shift", "smoothing"])
      get(name + "-shown").textContent = get(name).value.replace("-", "−");
    const yz = dot(y, z), longest = Math.max(...g.map(Math.abs));
    get("message").textContent = `log-sum-exp ${lse.toFixed(3)}, `
      + `loss ${(lse - yz).toFixed(3)}, longest arrow ${longest.toFixed(3)}.`;
  }
  function step() {
    const { p, y } = numbers();
    for (const k of at) {
      logits[k] = Math.max(-8, Math.min(8, logits[k] - (p[k] - y[k])));
      get(`z${k + 1}`).value = logits[k];
    }
    draw();
  }
  root.addEventListener("input", event => {
    const slider = /^z(\d)$/.exec(event.target.name);
    if (slider) logits[slider[1] - 1] = +event.target.value;
  });
  get("step").addEventListener("click", step);
"""


class SoftmaxGradient:
    """The figure, with a slider for each logit, one added to all, and smoothing.

    An arrow runs from the target y to the probability p: its length and direction
    are the gradient p - y. The button subtracts the gradient from the logits.

    Parameters
    ----------
    logits : array-like of shape (K,)
        Where the sliders begin, between -8 and 8; K from 2 to 6.
    target : int
        The true class to begin with, from 0 to K - 1.
    """

    def __init__(self, logits, target):
        logits = np.asarray(logits, dtype=float)
        if logits.ndim != 1 or not 2 <= logits.size <= 6:
            raise ValueError(f"logits: expected 2 to 6 of them, got {logits.shape}")
        if not np.abs(logits).max() <= 8:
            raise ValueError(f"logits: expected values from -8 to 8, got {logits}")
        if target not in range(logits.size):
            raise ValueError(
                f"target: expected a class from 0 to {logits.size - 1}, got {target}"
            )
        self.logits, self.target = [round(z, 1) for z in logits.tolist()], target

    def __repr__(self):
        return f"Interactive figure: softmax and p - y for {len(self.logits)} classes"

    def _repr_html_(self):
        return page(
            "softmax-gradient",
            "A bar of height p for each class, and an arrow from y to p",
            208,
            controls=[
                *(_logit(k, z) for k, z in enumerate(self.logits, start=1)),
                slider("added to all", "shift", -20, 20, 0, shown=0),
                slider("smoothing", "smoothing", 0, 0.6, 0, step=0.05, shown=0),
                self._classes(),
                button("one step of descent", "step"),
            ],
            layers=LAYERS,
            script=SCRIPT,
            data={"logits": self.logits},
        )

    def _classes(self):
        """The menu of classes: shown from 1, counted from 0."""
        chosen = {self.target: " selected"}
        options = "".join(
            f'<option value="{k}"{chosen.get(k, "")}>{k + 1}</option>'
            for k in range(len(self.logits))
        )
        return f'<label>true class <select name="target">{options}</select></label>'


def _logit(k, z):
    """The slider of one logit."""
    shown = f"{z:.2f}".replace("-", "−")
    return slider(f"z{k}", f"z{k}", -8, 8, z, step=0.1, shown=shown)
