"""An interactive figure: what is left of a gradient after L layers.

Plain JavaScript and SVG over numbers that the chapter computed; nothing is fetched.
"""

from .page import choice, page, slider

LAYERS = """\
<g class="lines" fill="none" stroke="currentColor"></g>
<g class="words" fill="currentColor" font-size="12"></g>"""
SCRIPT = r"""
  const floors = [[-7.22, "float16 underflows"], [-37.93, "float32 underflows"]];
  const X = layer => 44 + layer * 6.7, Y = power => 14 - power * 4.1;
  function draw() {
    const depth = +get("depth").value, at = +get("spread").value;
    const name = get("activation").value, slope = slopes[name][at];
    const power = layers => Math.max(-45, layers * Math.log10(slope));
    let lines = line("M44 14V199H390", 1), words = "";
    for (const p of [0, -10, -20, -30, -40])
      words += word(40, Y(p) + 4, p ? `1e${p}` : "1", "end");
    for (const [p, text] of floors) {
      lines += line(`M44 ${Y(p)}H390`, 1, "3 3");
      words += word(388, Y(p) - 4, text, "end");
    }
    let path = "";
    for (let l = 0; l <= depth; l++)
      path += `${l ? "L" : "M"}${X(l)} ${Y(power(l))}`;
    lines += line(path, 2.5);
    for (const l of [10, 20, 30, 40, 50]) words += word(X(l), 212, l, "middle");
    words += word(388, 194, "layers passed", "end");
    paint({ lines, words });
    get("depth-shown").textContent = depth;
    get("spread-shown").textContent = spreads[at];
    const left = slope ** depth;
    const held = left < 1.2e-38 ? "even float32 holds 0 of it"
      : left < 6e-8 ? "float16 holds 0 of it" : "float16 still holds it";
    get("message").textContent = `${name}: one layer keeps ${slope.toFixed(3)} `
      + `of the gradient, ${depth} layers keep ${left.toExponential(1)}; ${held}.`;
  }
"""


class SurvivingGradient:
    """The figure, with sliders for depth and spread and a choice of activation.

    Parameters
    ----------
    spreads : sequence of float
        Standard deviations of the inputs z.
    slopes : dict of str to sequence of float
        Activation -> root mean square of its slope at each spread.
    """

    def __init__(self, spreads, slopes):
        for name, values in slopes.items():
            if len(values) != len(spreads):
                raise ValueError(
                    f"slopes[{name!r}]: expected {len(spreads)} values, one per"
                    f" spread, got {len(values)}"
                )
        self.spreads = [round(float(s), 3) for s in spreads]
        self.slopes = {
            name: [round(float(s), 6) for s in values]
            for name, values in slopes.items()
        }

    def __repr__(self):
        names = ", ".join(self.slopes)
        return f"Interactive figure: the gradient left after L layers of {names}"

    def _repr_html_(self):
        spread, last = "spread of the inputs z", len(self.spreads) - 1
        return page(
            "surviving-gradient",
            "Gradient left, by layers passed",
            216,
            controls=[
                choice("activation", "activation", self.slopes),
                slider("layers", "depth", 1, 50, 20, shown=20),
                slider(spread, "spread", 0, last, 0, shown=self.spreads[0]),
            ],
            layers=LAYERS,
            script=SCRIPT,
            data={"slopes": self.slopes, "spreads": self.spreads},
        )
