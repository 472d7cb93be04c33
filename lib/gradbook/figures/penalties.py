"""An interactive figure: where a penalty moves the minimum of a quadratic loss.

Plain JavaScript and SVG over paths that the chapter computed; nothing is fetched.
"""

import numpy as np

from .page import choice, page, slider

LAYERS = """\
<g class="contours" fill="none" stroke="currentColor" stroke-opacity="0.35"></g>
<g class="lines" fill="none" stroke="currentColor"></g>
<g class="ball" fill="currentColor" fill-opacity="0.12" stroke="currentColor"></g>
<g class="words" fill="currentColor" font-size="12"></g>"""
SCRIPT = r"""
  const [best, A, eigen, angle] = loss;
  const X = w => 74 + 132 * w, Y = w => 196 - 132 * w;
  const dot = (p, r) => `<circle cx="${X(p[0])}" cy="${Y(p[1])}" r="${r}"/>`;
  const shown = v => v.toFixed(2).replace("-", "−");
  function contour(square) {
    const [a, b] = eigen.map(e => 132 * Math.sqrt(square / e));
    const x = X(best[0]), y = Y(best[1]);
    return `<ellipse cx="${x}" cy="${y}" rx="${a}" ry="${b}" `
      + `transform="rotate(${angle} ${x} ${y})"/>`;
  }
  function square(p) {
    const [x, y] = [p[0] - best[0], p[1] - best[1]];
    return A[0][0] * x * x + 2 * A[0][1] * x * y + A[1][1] * y * y;
  }
  function ball(name, p) {
    if (name == "L2")
      return `<circle cx="${X(0)}" cy="${Y(0)}" r="${132 * Math.hypot(...p)}"/>`;
    const r = Math.abs(p[0]) + Math.abs(p[1]);
    const corners = [[r, 0], [0, r], [-r, 0], [0, -r]];
    return `<path d="M${corners.map(c => X(c[0]) + " " + Y(c[1])).join("L")}Z"/>`;
  }
  function draw() {
    const at = +get("strength").value, name = get("penalty").value;
    const p = paths[name][at];
    let lines = line("M0 196H400M74 0V290", 1);
    for (const key in paths) {
      const path = paths[key].map(q => X(q[0]) + " " + Y(q[1])).join("L");
      lines += line("M" + path, key == name ? 2.5 : 1.5, key == name ? "0" : "3 4");
    }
    paint({
      contours: [0.1, 0.5, 1.2, 2.2, 3.5].map(contour).join(""),
      lines: lines + contour(square(p)),
      ball: ball(name, p),
      words: dot(p, 6) + dot(best, 3)
        + word(394, 190, "w1", "end") + word(80, 14, "w2", "start")
        + word(X(best[0]) + 8, Y(best[1]) - 8, "λ = 0", "start"),
    });
    get("strength-shown").textContent = strengths[at];
    const zeros = p.filter(v => v == 0).length;
    const count = ["no weight is 0", "one weight is exactly 0", "both are exactly 0"];
    get("message").textContent = `${name}, λ = ${strengths[at]}: minimum at `
      + `(${shown(p[0])}, ${shown(p[1])}); ${count[zeros]}.`;
  }
"""


class PenalizedMinimum:
    """The figure, with a slider for λ and a choice of penalty.

    A disk or a diamond shows all weights that cost no more than the minimum; the
    contour through the minimum touches it.

    Parameters
    ----------
    best : array-like of shape (2,)
        Where the loss alone is least.
    hessian : array-like of shape (2, 2)
        Of the loss, symmetric and positive definite.
    strengths : sequence of float
        The values of λ, rising from 0.
    paths : dict of str to array-like of shape (len(strengths), 2)
        "L2" and "L1" -> the minimum of loss plus penalty at each λ.
    """

    def __init__(self, best, hessian, strengths, paths):
        hessian = np.asarray(hessian, dtype=float)
        eigen, axes = np.linalg.eigh(hessian)
        if not (eigen > 0).all() or not np.allclose(hessian, hessian.T):
            raise ValueError("hessian: expected a symmetric positive definite matrix")
        for name, path in paths.items():
            if np.shape(path) != (len(strengths), 2):
                wanted = f"expected shape ({len(strengths)}, 2)"
                raise ValueError(f"paths[{name!r}]: {wanted}, got {np.shape(path)}")
        angle = -np.degrees(np.arctan2(axes[1, 0], axes[0, 0]))  # y points down
        self.strengths = [round(float(s), 3) for s in strengths]
        self.paths = {name: np.round(path, 4).tolist() for name, path in paths.items()}
        self.loss = [
            np.asarray(best, dtype=float).tolist(),
            hessian.tolist(),
            np.round(eigen, 6).tolist(),
            round(float(angle), 4),
        ]

    def __repr__(self):
        names = " and ".join(self.paths)
        return f"Interactive figure: a minimum moved by {names} penalties"

    def _repr_html_(self):
        last = len(self.strengths) - 1
        return page(
            "penalized-minimum",
            "Contours of the loss, and the minimum moving toward 0 as λ grows",
            290,
            controls=[
                choice("penalty", "penalty", self.paths),
                slider("λ", "strength", 0, last, (last + 1) // 4),
            ],
            layers=LAYERS,
            script=SCRIPT,
            data={"paths": self.paths, "strengths": self.strengths, "loss": self.loss},
        )
