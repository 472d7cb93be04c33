"""An interactive figure: an activation beside its slope, and what happens at 0.

Plain JavaScript and SVG over curves that the chapter computed; nothing is fetched.
"""

from .page import choice, page, slider

LAYERS = """\
<g class="lines" fill="none" stroke="currentColor"></g>
<g class="dots" fill="currentColor" stroke="currentColor"></g>
<g class="words" fill="currentColor" font-size="12"></g>"""
SCRIPT = r"""
  const end = x[x.length - 1];
  const panel = (left, low, high) => ({
    X: v => left + 82 + v * 82 / end,
    Y: v => 172 - (v - low) * 146 / (high - low),
  });
  const map = panel(20, -0.7, end), rate = panel(226, -0.15, 1.15);
  const dot = (x, y, fill) =>
    `<circle cx="${x}" cy="${y}" r="5" fill-opacity="${fill}"/>`;
  const axes = ({ X, Y }) =>
    line(`M${X(-end)} ${Y(0)}H${X(end)}M${X(0)} 20V178`, 0.7);
  const drawn = ({ X, Y }, values, keep) => {
    const kept = [...x.keys()].filter(n => keep(x[n]));
    return line("M" + kept.map(n => X(x[n]) + " " + Y(values[n])).join("L"), 2.5);
  };
  const plain = v => +v.toFixed(3);
  function draw() {
    const name = get("activation").value, settings = curves[name];
    const slider = get("setting");
    slider.max = settings.length - 1;
    const n = Math.min(+slider.value, settings.length - 1);
    const { label, y, slope, below, at, above } = settings[n];
    const jump = above > below, { X, Y } = rate;
    let lines = axes(map) + axes(rate) + drawn(map, y, () => true);
    lines += jump ? drawn(rate, slope, v => v < 0) + drawn(rate, slope, v => v > 0)
      + line(`M${X(0)} ${Y(below)}V${Y(above)}`, 6, "2 3")
      : drawn(rate, slope, () => true);
    let dots = dot(X(0), Y(at), 1);
    if (jump) dots += dot(X(0), Y(above), 0);
    let words = word(map.X(0), 13, name) + word(X(0), 13, "its slope");
    words += word(X(0) - 9, Y(1) - 4, 1, "end") + word(X(0) - 9, Y(0) + 15, 0, "end");
    for (const p of [map, rate]) for (const v of [-end, end])
      words += word(p.X(v), 192, plain(v));
    paint({ lines, dots, words });
    get("setting-shown").textContent = label;
    get("message").textContent = jump
      ? `${name}, ${label}: slope ${plain(below)} left of 0, ${plain(above)} right `
        + "of it. At 0 every number between is a subgradient; "
        + `the choice is ${plain(at)}.`
      : `${name}, ${label}: no kink. The slope at 0 is ${plain(at)}.`;
  }
"""


class SlopeNearZero:
    """The figure, with a choice of activation and a slider for its setting.

    Parameters
    ----------
    x : sequence of float
        In rising order, symmetric about 0.
    curves : dict of str to dict of str to (y, slope, (below, at, above))
        Activation -> setting, as "β = 2" -> its values and slopes at x, the slopes on
        either side of 0, and the one that is chosen at 0.
    """

    def __init__(self, x, curves):
        self.x = [round(float(v), 3) for v in x]
        self.curves = {
            name: [self._setting(name, *each) for each in settings.items()]
            for name, settings in curves.items()
        }

    def _setting(self, name, label, curve):
        """One curve as the page reads it."""
        y, slope, (below, at, above) = curve
        if not len(y) == len(slope) == len(self.x):
            raise ValueError(
                f"curves[{name!r}][{label!r}]: expected {len(self.x)} values and"
                f" slopes, one per x, got {len(y)} and {len(slope)}"
            )
        numbers = {"y": y, "slope": slope}
        rounded = {k: [round(float(v), 3) for v in vs] for k, vs in numbers.items()}
        ends = {"below": float(below), "at": float(at), "above": float(above)}
        return {"label": label} | rounded | ends

    def __repr__(self):
        names = ", ".join(self.curves)
        return f"Interactive figure: {names} and their slopes near 0"

    def _repr_html_(self):
        return page(
            "slope-near-zero",
            "The activation and its slope near 0",
            196,
            controls=[
                choice("activation", "activation", self.curves),
                slider("setting", "setting", 0, 0, 0),
            ],
            layers=LAYERS,
            script=SCRIPT,
            data={"x": self.x, "curves": self.curves},
        )
