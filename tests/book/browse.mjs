// Visit pages of a built site and print what is wrong with them, as JSON.
//   node browse.mjs <site folder> <chromium> <page> ...
import { readFile } from "node:fs/promises";
import { require, withSite } from "./browser.mjs";

const [site, chromium, ...pages] = process.argv.slice(2);
const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
// Colors change with the scheme, all other rules with the width: each axe rule runs
// wherever its answer can differ, and no slow rule runs twice.
const CONTRAST = { runOnly: ["color-contrast"] };
const ALL_ELSE = { rules: { "color-contrast": { enabled: false } } };
const FEW_FORMULAS = 40;
const VIEWS = [
  { name: "desktop, light", width: 1280, height: 900, colorScheme: "light" },
  {
    name: "desktop, dark", width: 1280, height: 900, colorScheme: "dark",
    rules: CONTRAST,
  },
  {
    name: "phone, light", width: 390, height: 844, colorScheme: "light",
    rules: ALL_ELSE,
  },
];

// Runs inside the page: what sticks out, which formulas did not render, and which boxes
// of formulas scroll although no key reaches them (axe sees most pages without formulas).
function measure() {
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  const culprits = wide <= 0 ? [] : [...document.querySelectorAll("article *")]
    .filter((e) => e.getBoundingClientRect().right > window.innerWidth + 1)
    .slice(0, 3).map((e) => e.outerHTML.slice(0, 120));
  const broken = document.querySelectorAll(".katex-error, .MathJax").length;
  const cut = [...document.querySelectorAll("article :has(> .math), article .math")]
    .filter((e) => ["auto", "scroll"].includes(getComputedStyle(e).overflowX))
    .filter((e) => e.scrollWidth - e.clientWidth > 13 && e.tabIndex < 0)
    .map((e) => e.querySelector("annotation")?.textContent);
  return { wide, culprits, broken, cut };
}

function listen(tab, origin, said) {
  tab.on("console", (m) => m.type() === "error" && said.push(`console: ${m.text()}`));
  tab.on("pageerror", (e) => said.push(`script: ${e.message}`));
  return tab.route("**/*", (route) => {
    const url = route.request().url();
    if (url.startsWith(origin) || url.startsWith("data:")) return route.continue();
    said.push(`outside request: ${url}`);
    return route.abort();
  });
}

// Runs inside the page, before axe does. All formulas are KaTeX's own markup, thousands
// of boxes of it: a page with few keeps them, a page with many shows one letter for each.
// Of highlighted code the first token of each kind stays: the others have its color.
function thinOut(most) {
  const formulas = document.querySelectorAll(".katex");
  if (formulas.length > most)
    for (const formula of formulas) formula.replaceChildren("x");
  const kinds = new Set();
  for (const token of document.querySelectorAll(".highlight pre span[class]")) {
    if (kinds.has(token.className)) token.replaceWith(token.textContent);
    kinds.add(token.className);
  }
}

// A formula's drawn boxes are hidden from screen readers, which get its MathML.
async function inspect(tab, said, rules = {}) {
  const { wide, culprits, broken, cut } = await tab.evaluate(measure);
  if (wide > 0) said.push(`${wide} px too wide: ${culprits.join(" | ")}`);
  if (broken) said.push(`${broken} formulas were not rendered at build time`);
  if (cut.length) said.push(`formulas that only a pointer can scroll: ${cut.join(" | ")}`);
  await tab.evaluate(thinOut, FEW_FORMULAS);
  await tab.evaluate(axe);
  const { violations } = await tab.evaluate(
    (rules) => window.axe.run({ exclude: [[".katex-html"]] }, rules), rules,
  );
  for (const v of violations) {
    const where = v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ");
    said.push(`axe ${v.id}: ${where}`);
  }
}

async function visit(browser, origin, view, page) {
  const said = [];
  const context = await browser.newContext({
    viewport: { width: view.width, height: view.height },
    colorScheme: view.colorScheme, reducedMotion: "reduce",
  });
  const tab = await context.newPage();
  await listen(tab, origin, said);
  try {
    await tab.goto(`${origin}/${page}`, { waitUntil: "load" });
    await inspect(tab, said, view.rules);
  } catch (error) {
    said.push(`could not be inspected: ${error.message.split("\n")[0]}`);
  }
  await context.close();
  return said.map((text) => `${page} (${view.name}): ${text}`);
}

const complaints = await withSite(site, chromium, async (browser, origin) => {
  const found = [];
  for (const page of pages)
    for (const view of VIEWS) found.push(...await visit(browser, origin, view, page));
  return found;
});
console.log(JSON.stringify(complaints));
