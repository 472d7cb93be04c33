// Move every control of the interactive figures, under the policy that the site sends.
//   node figures.mjs <site folder> <chromium> <page> ...
// Prints, as JSON, what each page's figures did: { page, figures, moved, said }.
import { withSite } from "../book/browser.mjs";

const [site, chromium, ...pages] = process.argv.slice(2);

// Runs inside the page: how many figures there are, and how many change when used.
function use() {
  const figures = [...document.querySelectorAll("figure:has(> .figure-controls)")];
  const moved = figures.filter((figure) => {
    const before = figure.innerHTML;
    for (const control of figure.querySelectorAll("input[type=range], select")) {
      if (control.type === "range") control.value = control.value === control.max
        ? control.min : control.max;
      else control.selectedIndex = control.options.length - 1;
      for (const kind of ["input", "change"])
        control.dispatchEvent(new Event(kind, { bubbles: true }));
    }
    return figure.innerHTML !== before && !figure.innerText.includes("With JavaScript");
  });
  return { figures: figures.length, moved: moved.length };
}

const records = await withSite(site, chromium, async (browser, origin) => {
  const tab = await browser.newPage(), found = [];
  let said;
  tab.on("console", (m) => m.type() === "error" && said.push(m.text()));
  tab.on("pageerror", (error) => said.push(error.message));
  for (const page of pages) {
    said = [];
    await tab.goto(`${origin}/${page}`, { waitUntil: "load" });
    found.push({ page, ...await tab.evaluate(use), said });
  }
  return found;
});
console.log(JSON.stringify(records));
