"""An interactive figure: three Jacobians, multiplied from either end, and its cost.

Plain JavaScript and SVG; the sizes are the reader's.
"""

import json
from string import Template

LARGEST = 9  # sliders go from 2^0 to 2^9

PAGE = Template("""\
<figure class="jacobians" id="chain-of-jacobians">
<div class="figure-controls">
<label>multiply <select name="order"><option>from the output</option>
<option>from the input</option></select></label>
$sliders
</div>
<svg viewBox="0 0 400 236" role="img"
aria-label="Three Jacobians in a row, then two after one product, then one">
<g class="boxes" fill="none" stroke="currentColor" stroke-width="1.5"></g>
<g class="words" fill="currentColor" font-size="12"></g>
</svg>
<p role="status" name="message">With JavaScript, this figure has controls.</p>
</figure>
<script>
(() => {
  const names = $names, all = document.querySelectorAll("#chain-of-jacobians");
  const root = all[all.length - 1];
  const get = name => root.querySelector(`[name="$${name}"]`);
  const side = size => 5 + 5 * Math.log2(size);
  const grouped = v => `$${v}`.replace(/\\B(?=(\\d{3})+$$)/g, "\\u202f");
  const word = (x, y, text, anchor = "start") =>
    `<text x="$${x}" y="$${y}" text-anchor="$${anchor}">$${text}</text>`;
  const cost = (rows, inner, columns) => 2 * rows * inner * columns;
  const times = (...v) => ["2", ...v].join(" · ");
  function draw() {
    const [n, p, q, m] = names.map(name => 2 ** +get(name).value);
    const output = get("order").value != "from the input";
    let boxes = "", words = "";
    function box(x, y, name, rows, columns, bold) {
      const [w, h] = [side(columns), side(rows)];
      boxes += `<rect x="$${x - w / 2}" y="$${y - h / 2}" width="$${w}" height="$${h}"`
        + (bold ? ` fill="currentColor" fill-opacity="0.2"/>` : "/>");
      words += word(x, y + side(Math.max(n, p, q, m)) / 2 + 13,
        `$${name} $${rows}×$${columns}`, "middle");
    }
    box(40, 34, "J₃", m, q); box(120, 34, "J₂", q, p); box(200, 34, "J₁", p, n);
    if (output) { box(80, 112, "J₃J₂", m, p, true); box(200, 112, "J₁", p, n); }
    else { box(40, 112, "J₃", m, q); box(160, 112, "J₂J₁", q, n, true); }
    box(120, 190, "J", m, n, true);
    const first = output ? [m, q, p] : [q, p, n];
    const second = output ? [m, p, n] : [m, q, n];
    for (const [y, sizes] of [[112, first], [190, second]])
      words += word(268, y - 2, times(...sizes))
        + word(268, y + 14, `= $${grouped(cost(...sizes))}`);
    words += word(268, 34, "FLOPs:");
    const left = cost(m, q, p) + cost(m, p, n);
    const right = cost(q, p, n) + cost(m, q, n);
    const ratio = Math.max(left, right) / Math.min(left, right);
    const cheaper = left < right ? "output" : "input";
    for (const name of names)
      get(name + "-shown").textContent = 2 ** +get(name).value;
    root.querySelector(".boxes").innerHTML = boxes;
    root.querySelector(".words").innerHTML = words;
    get("message").textContent = `From the output, as reverse mode: $${grouped(left)} `
      + `FLOPs. From the input, as forward mode: $${grouped(right)}. `
      + (left == right ? "Both cost the same."
        : `Beginning at the $${cheaper} is $${ratio.toFixed(1)} times cheaper.`);
  }
  root.addEventListener("input", draw);
  draw();
})();
</script>""")
SLIDER = Template("""\
<label>$label <input name="$name" type="range" min="0" max="$last" value="$value">
<output name="$name-shown">$size</output></label>""")
LABELS = {
    "inputs": "inputs n",
    "first": "values after J₁",
    "second": "values after J₂",
    "outputs": "outputs m",
}


class ChainOfJacobians:
    """The figure: four sliders for the sizes, and a choice of the end to begin at.

    Parameters
    ----------
    sizes : four int
        Inputs, values after the first map, after the second, outputs: powers of 2
        from 1 to 512.
    """

    def __init__(self, sizes=(512, 64, 64, 1)):
        self.sizes = tuple(sizes)
        if len(self.sizes) != len(LABELS):
            raise ValueError(f"sizes: expected four, got {len(self.sizes)}")
        for size in self.sizes:
            if size not in [2**power for power in range(LARGEST + 1)]:
                raise ValueError(f"sizes: expected powers of 2 to 512, got {size}")

    def __repr__(self):
        return "Interactive figure: three Jacobians multiplied from either end"

    def _repr_html_(self):
        sliders = [
            SLIDER.substitute(
                label=label,
                name=name,
                last=LARGEST,
                value=int(size).bit_length() - 1,
                size=size,
            )
            for (name, label), size in zip(LABELS.items(), self.sizes, strict=True)
        ]
        names = json.dumps(list(LABELS))
        return PAGE.substitute(sliders="\n".join(sliders), names=names)
