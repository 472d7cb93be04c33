// Visit pages of a built site and print what is wrong with them, as JSON.
//   node browse.mjs <site folder> <chromium> <page> ...
import { violations } from "./axe.mjs";
import { withSite } from "./browser.mjs";

const [site, chromium, ...pages] = process.argv.slice(2);
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };
// Colors change with the scheme, all other rules with the width: each axe rule runs
// wherever its answer can differ, and no slow rule runs twice.
const CHECKS = [
  { view: "desktop, light", size: DESKTOP, scheme: "light", rules: {} },
  {
    view: "desktop, dark", size: DESKTOP, scheme: "dark",
    rules: { runOnly: ["color-contrast"] },
  },
  {
    view: "phone, light", size: PHONE, scheme: "light",
    rules: { rules: { "color-contrast": { enabled: false } } },
  },
];
const FEW_FORMULAS = 40;

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
async function accessible(tab, { view, size, scheme, rules }) {
  await resize(tab, size);
  await tab.emulateMedia({ colorScheme: scheme });
  await tab.waitForFunction((s) => document.documentElement.dataset.theme === s, scheme);
  return (await violations(tab, { rules })).map((text) => `${view}: ${text}`);
}

// One tab for all pages: it keeps the theme's files, as a reader's does.
async function visit(tab, address, said) {
  try {
    await tab.setViewportSize(PHONE);
    await tab.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    const reply = await tab.goto(address, { waitUntil: "load" });
    if (!reply.ok()) throw Error(`${reply.status()} ${reply.statusText()}`);
    said.push(...await fit(tab, PHONE), ...await fit(tab, DESKTOP));
    await tab.evaluate(thinOut, FEW_FORMULAS);
    for (const check of CHECKS) said.push(...await accessible(tab, check));
  } catch (error) {
    said.push(`could not be inspected: ${error.message.split("\n")[0]}`);
  }
}

const complaints = await withSite(site, chromium, async (browser, origin) => {
  const tab = await browser.newPage(), said = [], found = [];
  listen(tab, origin, said);
  for (const page of pages) {
    await visit(tab, `${origin}/${page}`, said);
    found.push(...said.splice(0).map((text) => `${page}: ${text}`));
  }
  return found;
});
console.log(JSON.stringify(complaints));
