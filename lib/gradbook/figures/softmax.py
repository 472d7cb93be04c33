"""An interactive figure: logits as sliders, probabilities as bars, p - y as arrows.

Plain JavaScript and SVG; the logits to begin with come from the chapter.
"""

import json
from string import Template

import numpy as np

SLIDER = (
    '<label>z{n} <input name="z{n}" type="range" min="-8" max="8" step="0.1"'
    ' value="{z}"> <output name="z{n}-shown">{shown}</output></label>'
)
PAGE = Template("""\
<figure class="softmax" id="softmax-gradient">
<div class="figure-controls">
$sliders
<label>added to all <input name="shift" type="range" min="-20" max="20" step="1"
value="0"> <output name="shift-shown">0</output></label>
<label>smoothing <input name="smoothing" type="range" min="0" max="0.6" step="0.05"
value="0"> <output name="smoothing-shown">0</output></label>
<label>true class <select name="target">$options</select></label>
<button type="button" name="step">one step of descent</button>
</div>
<svg viewBox="0 0 400 208" role="img"
aria-label="A bar of height p for each class, and an arrow from y to p">
<g class="bars" fill="currentColor" fill-opacity="0.22" stroke="currentColor"></g>
<g class="arrows" fill="none" stroke="currentColor" stroke-width="2.2"></g>
<g class="words" fill="currentColor" font-size="14"></g>
</svg>
<p role="status" name="message">With JavaScript, this figure has controls.</p>
</figure>
<script>
(() => {
  const logits = $logits, K = logits.length, at = [...logits.keys()];
  const all = document.querySelectorAll("#softmax-gradient");
  const root = all[all.length - 1];
  const get = name => root.querySelector(`[name="$${name}"]`);
  const wide = 340 / K, X = k => 56 + (k + 0.42) * wide, Y = v => 142 - 126 * v;
  const plain = v => v.toFixed(2).replace("-", "−");
  const sign = v => Math.abs(v) < 0.005 ? "" : v > 0 ? "+" : "−";
  const signed = v => sign(v) + Math.abs(v).toFixed(2);
  const word = (x, y, text, anchor = "middle") =>
    `<text x="$${x}" y="$${y}" text-anchor="$${anchor}">$${text}</text>`;
  const line = path => `<path d="$${path}"/>`;
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
    const head = `M$${x - 5} $${c}L$${x} $${b}L$${x + 5} $${c}`;
    const foot = line(`M$${x - 7} $${a}H$${x + 7}`);
    return foot + (size < 1.5 ? "" : line(`M$${x} $${a}V$${b}` + head));
  }
  function draw() {
    const { z, y, p, lse } = numbers(), g = at.map(k => p[k] - y[k]);
    const half = wide * 0.26;
    let bars = line("M50 142H396"), arrows = "", words = "";
    for (const v of [0, 0.5, 1]) words += word(44, Y(v) + 4, v, "end");
    words += word(44, 178, "p", "end") + word(44, 198, "p − y", "end");
    for (const k of at) {
      bars += `<rect x="$${X(k) - half}" y="$${Y(p[k])}" width="$${2 * half}" `
        + `height="$${126 * p[k]}"/>`;
      arrows += arrow(X(k) + half + 11, y[k], p[k]);
      words += word(X(k), 158, "class " + (k + 1));
      words += word(X(k), 178, p[k].toFixed(2)) + word(X(k), 198, signed(g[k]));
      get(`z$${k + 1}-shown`).textContent = plain(logits[k]);
    }
    for (const part of ["bars", "arrows", "words"])
      root.querySelector("." + part).innerHTML = { bars, arrows, words }[part];
    for (const name of ["shift", "smoothing"])
      get(name + "-shown").textContent = get(name).value.replace("-", "−");
    const yz = dot(y, z), longest = Math.max(...g.map(Math.abs));
    get("message").textContent = `log-sum-exp $${lse.toFixed(3)}, `
      + `loss $${(lse - yz).toFixed(3)}, longest arrow $${longest.toFixed(3)}.`;
  }
  function step() {
    const { p, y } = numbers();
    for (const k of at) {
      logits[k] = Math.max(-8, Math.min(8, logits[k] - (p[k] - y[k])));
      get(`z$${k + 1}`).value = logits[k];
    }
    draw();
  }
  root.addEventListener("input", event => {
    const slider = /^z(\\d)$$/.exec(event.target.name);
    if (slider) logits[slider[1] - 1] = +event.target.value;
    draw();
  });
  get("step").addEventListener("click", step);
  draw();
})();
</script>""")


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
        classes = range(len(self.logits))
        chosen = {self.target: " selected"}
        return PAGE.substitute(
            sliders="\n".join(
                SLIDER.format(n=k + 1, z=z, shown=f"{z:.2f}".replace("-", "−"))
                for k, z in enumerate(self.logits)
            ),
            options="".join(
                f'<option value="{k}"{chosen.get(k, "")}>{k + 1}</option>'
                for k in classes
            ),
            logits=json.dumps(self.logits),
        )
