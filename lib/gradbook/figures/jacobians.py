"""An interactive figure: three Jacobians, multiplied from either end, and its cost.

Plain JavaScript and SVG; the sizes are the reader's.
"""

from .page import choice, page, slider

LARGEST = 9  # sliders go from 2^0 to 2^9

LAYERS = """\
<g class="boxes" fill="none" stroke="currentColor" stroke-width="1.5"></g>
<g class="words" fill="currentColor" font-size="12"></g>"""
SCRIPT = r"""
  const side = size => 5 + 5 * Math.log2(size);
  const grouped = v => `${v}`.replace(/\B(?=(\d{3})+$)/g, "\u202f");
  const cost = (rows, inner, columns) => 2 * rows * inner * columns;
  const times = (...v) => ["2", ...v].join(" · ");
  function draw() {
    const [n, p, q, m] = names.map(name => 2 ** +get(name).value);
    const output = get("order").value != "from the input";
    let boxes = "", words = "";
    function box(x, y, name, rows, columns, bold) {
      const [w, h] = [side(columns), side(rows)];
      boxes += `<rect x="${x - w / 2}" y="${y - h / 2}" width="${w}" height="${h}"`
        + (bold ? ` fill="currentColor" fill-opacity="0.2"/>` : "/>");
      words += word(x, y + side(Math.max(n, p, q, m)) / 2 + 13,
        `${name} ${rows}×${columns}`, "middle");
    }
    box(40, 34, "J₃", m, q); box(120, 34, "J₂", q, p); box(200, 34, "J₁", p, n);
    if (output) { box(80, 112, "J₃J₂", m, p, true); box(200, 112, "J₁", p, n); }
    else { box(40, 112, "J₃", m, q); box(160, 112, "J₂J₁", q, n, true); }
    box(120, 190, "J", m, n, true);
    const first = output ? [m, q, p] : [q, p, n];
    const second = output ? [m, p, n] : [m, q, n];
    for (const [y, sizes] of [[112, first], [190, second]])
      words += word(268, y - 2, times(...sizes), "start")
        + word(268, y + 14, `= ${grouped(cost(...sizes))}`, "start");
    words += word(268, 34, "FLOPs:", "start");
    const left = cost(m, q, p) + cost(m, p, n);
    const right = cost(q, p, n) + cost(m, q, n);
    const ratio = Math.max(left, right) / Math.min(left, right);
    const cheaper = left < right ? "output" : "input";
    for (const name of names)
      get(name + "-shown").textContent = 2 ** +get(name).value;
    paint({ boxes, words });
    get("message").textContent = `From the output, as reverse mode: ${grouped(left)} `
      + `FLOPs. From the input, as forward mode: ${grouped(right)}. `
      + (left == right ? "Both cost the same."
        : `Beginning at the ${cheaper} is ${ratio.toFixed(1)} times cheaper.`);
  }
"""
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
        order = choice("multiply", "order", ["from the output", "from the input"])
        sliders = [
            slider(label, name, 0, LARGEST, size.bit_length() - 1, shown=size)
            for (name, label), size in zip(LABELS.items(), self.sizes, strict=True)
        ]
        return page(
            "chain-of-jacobians",
            "Three Jacobians in a row, then two after one product, then one",
            236,
            controls=[order, *sliders],
            layers=LAYERS,
            script=SCRIPT,
            data={"names": list(LABELS)},
        )
