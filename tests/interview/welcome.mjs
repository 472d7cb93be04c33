// From the first page to an answer on a phone, in one tap.
//   node welcome.mjs <site folder> <chromium> <question's id> ...
import { PHONE } from "./tools.mjs";
import { withSite } from "../book/browser.mjs";

const [site, chromium, ...names] = process.argv.slice(2);

await withSite(site, chromium, async (browser, origin) => {
  const seen = {}, tab = await browser.newPage(PHONE);
  for (const name of names) {
    await tab.goto(`${origin}/chapters/welcome.html`);
    await tab.tap(`article a[href$="#q-${name}"]`);
    await tab.waitForURL("**/questions.html*", { waitUntil: "load" });
    const answer = tab.locator(`#q-${name}`);
    seen[name] = {
      open: await tab.locator(".iv-item details[open]").evaluateAll(
        (all) => all.map((e) => e.closest(".iv-item").dataset.id),
      ),
      y: (await answer.boundingBox()).y,
      text: (await answer.textContent()).trim(),
    };
  }
  console.log(JSON.stringify(seen));
});
