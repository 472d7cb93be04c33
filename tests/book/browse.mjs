// Visit pages of a built site in Chromium and print what is wrong, as JSON.
//   node browse.mjs <site folder> <chromium> <page> ...
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { createRequire } from "node:module";

const [site, chromium, ...pages] = process.argv.slice(2);
const require = createRequire(join(process.cwd(), "package.json"));
const { chromium: browserType } = require("playwright-core");
const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
const KINDS = {
  ".html": "text/html", ".css": "text/css", ".js": "text/javascript",
  ".svg": "image/svg+xml", ".png": "image/png", ".json": "application/json",
  ".woff2": "font/woff2",
};
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update",
  "--disable-sync",
];
const VIEWS = [
  { name: "desktop, light", width: 1280, height: 900, colorScheme: "light" },
  { name: "desktop, dark", width: 1280, height: 900, colorScheme: "dark" },
  { name: "phone, light", width: 390, height: 844, colorScheme: "light" },
  { name: "phone, dark", width: 390, height: 844, colorScheme: "dark" },
];

function serve(folder) {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURI(new URL(request.url, "http://x").pathname));
    try {
      const body = await readFile(join(folder, path));
      const type = KINDS[extname(path)] ?? "application/octet-stream";
      response.writeHead(200, { "content-type": type }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((ok) => server.listen(0, "127.0.0.1", () => ok(server)));
}

// Runs inside the page: what sticks out, and which formulas did not render.
function measure() {
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  const culprits = wide <= 0 ? [] : [...document.querySelectorAll("article *")]
    .filter((e) => e.getBoundingClientRect().right > window.innerWidth + 1)
    .slice(0, 3).map((e) => e.outerHTML.slice(0, 120));
  const broken = document.querySelectorAll(".katex-error, .MathJax").length;
  return { wide, culprits, broken };
}

async function visit(browser, origin, view, page) {
  const said = [];
  const context = await browser.newContext({
    viewport: { width: view.width, height: view.height },
    colorScheme: view.colorScheme, reducedMotion: "reduce", bypassCSP: true,
  });
  const tab = await context.newPage();
  tab.on("console", (m) => m.type() === "error" && said.push(`console: ${m.text()}`));
  tab.on("pageerror", (e) => said.push(`script: ${e.message}`));
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if (url.startsWith(origin) || url.startsWith("data:")) return route.continue();
    said.push(`outside request: ${url}`);
    return route.abort();
  });
  const answer = await tab.goto(`${origin}/${page}`, { waitUntil: "load" });
  if (answer.status() !== 200) said.push(`status ${answer.status()}`);
  await tab.evaluate(axe);
  const { violations } = await tab.evaluate(() => window.axe.run());
  for (const v of violations)
    said.push(`axe ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
  const { wide, culprits, broken } = await tab.evaluate(measure);
  if (wide > 0) said.push(`${wide} px too wide: ${culprits.join(" | ")}`);
  if (broken) said.push(`${broken} formulas were not rendered at build time`);
  await context.close();
  return said.map((text) => `${page} (${view.name}): ${text}`);
}

const server = await serve(site);
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await browserType.launch({ executablePath: chromium, args: FLAGS });
const complaints = [];
for (const page of pages)
  for (const view of VIEWS) complaints.push(...await visit(browser, origin, view, page));
await browser.close();
server.close();
console.log(JSON.stringify(complaints));
