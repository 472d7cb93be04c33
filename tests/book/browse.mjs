// Visit pages of a built site and print what is wrong with them, as JSON.
//   node browse.mjs <site folder> <chromium> <page> ...
import { violations } from "./axe.mjs";
import { withSite } from "./browser.mjs";

const [site, chromium, ...pages] = process.argv.slice(2);
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };
// Colors change with the scheme, all other rules with the width: each axe rule runs
// wherever its answer can differ, and no slow rule runs twice.
const COLORS = ["color-contrast", "link-in-text-block"];
const OFF = Object.fromEntries(COLORS.map((rule) => [rule, { enabled: false }]));
const FEW_FORMULAS = 40;

// Runs inside the page, every fold open: what sticks out, which formulas did not render,
// and which boxes of formulas scroll although no key reaches them (axe sees most pages
// without formulas).
function measure() {
  const folds = document.querySelectorAll("details:not([open])");
  for (const fold of folds) fold.open = true;
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  const culprits = wide <= 0 ? [] : [...document.querySelectorAll("article :not(.katex *)")]
    .filter((e) => e.getBoundingClientRect().right > window.innerWidth + 1)
    .slice(0, 3).map((e) => e.outerHTML.slice(0, 120));
  const broken = document.querySelectorAll(".katex-error, .MathJax").length;
  const cut = [...document.querySelectorAll("article :has(> .math), article .math")]
    .filter((e) => ["auto", "scroll"].includes(getComputedStyle(e).overflowX))
    .filter((e) => e.scrollWidth - e.clientWidth > 13 && e.tabIndex < 0)
    .map((e) => e.querySelector("annotation")?.textContent);
  for (const fold of folds) fold.open = false;
  return { wide, culprits, broken, cut };
}

function listen(tab, origin, said) {
  tab.on("console", (m) => m.type() === "error" && said.push(`console: ${m.text()}`));
  tab.on("pageerror", (e) => said.push(`script: ${e.message}`));
  tab.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith("data:"))
      said.push(`outside request: ${url}`);
  });
}

// Runs inside the page, before axe does: of many formulas, a letter for each stays, and
// of highlighted code the first token of each kind: the others have its color.
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

// Runs inside the page, before axe looks at colors: takes out what stands as many others
// do, tag for tag and class for class up to the body, with all that is in it. The first
// three of a kind stay.
function keepKinds() {
  const seen = new Map();
  const alike = (element, above) => {
    const path = `${above}>${element.localName}.${element.className}`;
    const kind = `${path}[${element.getAttribute("style")}]`;
    const inside = [...element.children].map((child) => [child, alike(child, path)]);
    const count = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, count);
    if (count > 3 && inside.every(([, is]) => is)) return true;
    for (const [child, is] of inside) if (is) child.remove();
    return false;
  };
  alike(document.body, "");
}

// The theme looks 300 ms after a change which boxes scroll, and gives them to the keys.
async function resize(tab, size) {
  if (tab.viewportSize().width === size.width) return;
  await tab.setViewportSize(size);
  await tab.evaluate(() => new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 310)))));
}

async function fit(tab, size) {
  await resize(tab, size);
  const { wide, culprits, broken, cut } = await tab.evaluate(measure);
  const found = [];
  if (wide > 0) found.push(`${wide} px too wide: ${culprits.join(" | ")}`);
  if (broken) found.push(`${broken} formulas were not rendered at build time`);
  if (cut.length) found.push(`formulas that only a pointer can scroll: ${cut.join(" | ")}`);
  return found.map((text) => `${size.width} px: ${text}`);
}

// The theme follows the scheme that a reader's system asks for, at once.
async function turn(tab, scheme) {
  await tab.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
  await tab.waitForFunction((s) => document.documentElement.dataset.theme === s, scheme);
}

async function accessible(tab, view, rules) {
  return (await violations(tab, { rules })).map((text) => `${view}: ${text}`);
}

// One tab for all pages: it keeps the theme's files, as a reader's does.
async function visit(tab, address, said) {
  const reply = await tab.goto(address, { waitUntil: "load" });
  if (!reply.ok()) throw Error(`${reply.status()} ${reply.statusText()}`);
  await turn(tab, "light");
  said.push(...await fit(tab, DESKTOP), ...await fit(tab, PHONE));
  await tab.evaluate(thinOut, FEW_FORMULAS);
  said.push(...await accessible(tab, "phone", { rules: OFF }));
  await resize(tab, DESKTOP);
  said.push(...await accessible(tab, "desktop", { rules: OFF }));
  await tab.evaluate(keepKinds);
  said.push(...await accessible(tab, "light", { runOnly: COLORS }));
  await turn(tab, "dark");
  said.push(...await accessible(tab, "dark", { runOnly: COLORS }));
}

const complaints = await withSite(site, chromium, async (browser, origin) => {
  const tab = await browser.newPage({ viewport: DESKTOP }), said = [], found = [];
  listen(tab, origin, said);
  for (const page of pages) {
    try {
      await visit(tab, `${origin}/${page}`, said);
    } catch (error) {
      said.push(`could not be inspected: ${error.message.split("\n")[0]}`);
    }
    found.push(...said.splice(0).map((text) => `${page}: ${text}`));
  }
  return found;
});
console.log(JSON.stringify(complaints));
