// Run every live cell of a built site in one page and compare it with the stored output.
//   node every.mjs <site folder> <chromium> <page> ...
// Prints, as JSON, one record per cell: what ran, how long it took, what differs.
import { withSite } from "../book/browser.mjs";

const [site, chromium, ...pages] = process.argv.slice(2);

// Runs inside the page: a page's cells, by the engine and the display of the editor.
async function runPage({ page, app }) {
  const { judge, Output } = await import(app);
  const base = new URL(page, location.origin);
  const text = await (await fetch(base)).text();
  const html = new DOMParser().parseFromString(text, "text/html");
  const script = html.querySelector("script[data-cells]");
  if (!script) return [];
  const cells = await (await fetch(new URL(script.dataset.cells, base))).json();
  const plain = (box) => { // the frame as a reader meets it, without its link
    const copy = box.cloneNode(true);
    copy.removeAttribute("id");
    copy.querySelectorAll(".headerlink").forEach((link) => link.remove());
    copy.querySelectorAll("[hidden]").forEach((empty) => empty.remove());
    return copy.outerHTML.replace(/\s+/g, " ").replace(/> </g, "><");
  };
  const boxes = (place) => [...place.querySelectorAll(".derivation")].map(plain);
  const found = [];
  for (const [id, { before, source, answer }] of Object.entries(cells)) {
    const place = document.createElement("div"), output = new Output(place, () => {});
    const stored = html.getElementById(id)?.querySelector(".cell_output");
    let refused = null, seconds = 0;
    const report = (told) => {
      output.report(told);
      if (told.kind === "refused") refused = told;
      if (told.kind === "done") seconds = told.seconds;
    };
    await judge({ before, source, report });
    found.push({
      page, id, answer, seconds, refused, text: place.textContent,
      live: boxes(place), stored: stored ? boxes(stored) : [],
      error: stored?.querySelector(".traceback")?.textContent ?? null,
    });
  }
  return found;
}

const records = await withSite(site, chromium, async (browser, origin) => {
  const tab = await browser.newPage();
  await tab.goto(`${origin}/chapters/playground.html`, { waitUntil: "load" });
  const app = await tab.evaluate(() =>
    new URL(document.querySelector("script[data-app]").dataset.app, location).href);
  const found = [];
  for (const page of pages) found.push(...await tab.evaluate(runPage, { page, app }));
  return found;
});
console.log(JSON.stringify(records));
