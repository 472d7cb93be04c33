// What axe, the accessibility checker, finds wrong with a page in the state that it is in.
import { readFile } from "node:fs/promises";
import { require } from "./browser.mjs";

const AXE = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");

// Runs inside the page. The drawn boxes of a formula are hidden from screen readers,
// which get its MathML; there are thousands of them, and axe looks at each. They are
// taken out while it looks, and put back.
async function look({ where, rules }) {
  const boxes = [...document.querySelectorAll(".katex-html")];
  const places = boxes.map((box) => {
    const place = document.createComment("");
    box.replaceWith(place);
    return place;
  });
  try {
    const { violations } = await window.axe.run(where ?? document, {
      ...rules, resultTypes: ["violations"], selectors: false, preload: false,
    });
    return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map((n) => n.html) }));
  } finally {
    places.forEach((place, n) => place.replaceWith(boxes[n]));
  }
}

// One line for each rule that is broken; `where` is a context of axe's, else the page.
export async function violations(tab, { where, rules = {} } = {}) {
  if (!(await tab.evaluate(() => "axe" in window))) await tab.evaluate(AXE);
  const found = await tab.evaluate(look, { where, rules });
  return found.map(({ id, nodes }) =>
    `axe ${id}: ${nodes.slice(0, 3).map((html) => html.slice(0, 160)).join(" | ")}`);
}
