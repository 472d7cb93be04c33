"""The drawing and the script of the stepped graph."""

LAYERS = """\
<g class="edges" stroke="currentColor" fill="currentColor"></g>
<g class="nodes" stroke="currentColor" fill="none"></g>
<g class="words" fill="currentColor" font-size="11" text-anchor="middle"
 stroke-width="3" stroke-linejoin="round" style="paint-order: stroke; stroke:
 var(--pst-color-background, var(--jp-layout-color0, Canvas))"></g>"""
SCRIPT = r"""
  const count = order.length;
  const show = v => (Math.abs(v) < 0.005 ? 0 : v).toFixed(2).replace("-", "\u2212");
  const write = (x, y, text, more) =>
    `<text x="${x}" y="${y}" ${more}>${text}</text>`;
  const bold = `font-weight="bold"`
    + ` style="fill: var(--pst-color-primary, currentColor)"`;
  function drawEdge(edge, text, backward, faint) {
    const a = nodes[edge.a], b = nodes[edge.b], w = b.x - a.x, h = b.y - a.y;
    const at = s => [a.x + s * w, a.y + s * h], long = Math.hypot(w, h);
    const gap = Math.min(20 / w, 9 / Math.max(1e-9, Math.abs(h)));
    const mid = 0.46, near = 16 / long, far = 1 - 17 / long;
    const cut = text ? gap : 0, tip = at(backward ? near : far);
    const turn = Math.atan2(h, w) * 180 / Math.PI + (backward ? 180 : 0);
    const part = (s, e) => `M${at(s)}L${at(e)}`;
    const middle = at(mid), path = part(near, mid - cut) + part(mid + cut, far);
    return [`<g opacity="${faint ? 0.35 : 1}">`
      + `<path d="${path}" stroke-width="${backward ? 2.2 : 1.2}"/>`
      + `<path d="M0 0L-7 -3.5V3.5Z" stroke="none"`
      + ` transform="translate(${tip})rotate(${turn})"/></g>`,
      text ? write(middle[0], middle[1] + 4, text, backward ? bold : "") : ""];
  }
  function draw() {
    const step = +get("step").value, done = order.slice(0, step);
    const back = order.slice(Math.max(0, 2 * count - step));
    const known = n => nodes[n].leaf || done.includes(n), sums = {};
    let edgesDrawn = "", words = "", circles = "";
    if (step > count) sums[order[count - 1]] = 1;
    for (const e of edges) {
      const handed = back.includes(e.b), met = known(e.b);
      if (handed) sums[e.a] = (sums[e.a] || 0) + e.product;
      const text = handed ? show(e.product) : met ? show(e.slope) : "";
      const [arrow, label] = drawEdge(e, text, handed, !met);
      edgesDrawn += arrow, words += label;
    }
    for (const [n, node] of Object.entries(nodes)) {
      const o = known(n) ? 1 : 0.35, heavy = n in sums ? 2.5 : 1.2;
      circles += `<circle cx="${node.x}" cy="${node.y}" r="13" opacity="${o}"`
        + ` stroke-width="${heavy}"/>`;
      words += write(node.x, node.y + 4, n, `opacity="${o}"`);
      const left = node.leaf ? 6 : 0;  // clear of the edges that leave a leaf
      if (known(n)) words += write(node.x - left, node.y - 17, show(node.value), "");
      if (n in sums) words += write(node.x, node.y + 26, show(sums[n]), bold);
    }
    paint({ edges: edgesDrawn, nodes: circles, words });
    get("step-shown").textContent = `${step} of ${2 * count}`;
    get("message").textContent = told(step);
  }
  function told(step) {
    if (!step) return "Start: the inputs and the weights are given.";
    if (step <= count) {
      const n = order[step - 1], into = edges.filter(e => e.b === n).map(e => e.a);
      return `Forward: ${nodes[n].formula} = ${show(nodes[n].value)}. `
        + `The slope by ${into.join(", ")} now stands on the edge.`;
    }
    const n = order[2 * count - step], arrived = nodes[n].gradient;
    const parts = edges.filter(e => e.b === n).map(e =>
      `${e.a} gets ${show(e.slope)} \u00b7 ${show(arrived)} = ${show(e.product)}`);
    const first = step === count + 1 ? " (the loss by itself)" : "";
    return `Backward: ${n} holds ${show(arrived)}${first}. ${parts.join("; ")}.`
      + (step === 2 * count ? " Done: every node has its gradient." : "");
  }
  const move = by => { get("step").value = +get("step").value + by; draw(); };
  get("next").addEventListener("click", () => move(1));
  get("back").addEventListener("click", () => move(-1));
"""
