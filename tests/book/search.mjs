// Search a built site by keyboard alone and print the results' titles, as JSON.
//   node search.mjs <site folder> <chromium> <page> <words>
import { withSite } from "./browser.mjs";

const [site, chromium, page, words] = process.argv.slice(2);
const titles = await withSite(site, chromium, async (browser, origin) => {
  const tab = await browser.newPage();
  await tab.goto(`${origin}/${page}`, { waitUntil: "load" });
  await tab.keyboard.press("Control+k");
  await tab.keyboard.type(words);
  await tab.keyboard.press("Enter");
  await tab.waitForSelector("#search-results li a", { timeout: 15000 });
  return tab.locator("#search-results li > a").allInnerTexts();
});
console.log(JSON.stringify(titles));
