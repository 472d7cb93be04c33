// Print the sheet of derivations, from a page in the dark; then again, a longer one.
//   node sheet.mjs <site folder> <chromium> <PDF to write> <PDF with more entries>
import { withSite } from "../book/browser.mjs";

const [site, chromium, path, longer] = process.argv.slice(2);

await withSite(site, chromium, async (browser, origin) => {
  const context = await browser.newContext({ colorScheme: "dark" });
  const tab = await context.newPage();
  await tab.addInitScript(() => { window.print = () => { window.printed = true; }; });
  await tab.goto(`${origin}/chapters/5_interview/derivations_sheet.html`);
  await tab.click(".sheet-print button");
  const print = (path) => tab.pdf({ path, preferCSSPageSize: true, printBackground: true });
  await print(path);
  await tab.emulateMedia({ media: "print" });
  await tab.setViewportSize({ width: 600, height: 900 }); // as Firefox lays out A4
  const seen = await tab.evaluate(() => {
    const seen = (what) =>
      [...document.querySelectorAll(what)].filter((e) => e.checkVisibility()).length;
    const style = getComputedStyle(document.querySelector(".sheet-entry"));
    return {
      printed: window.printed,
      entries: seen(".sheet-entry"),
      note: seen(".sheet-note p"),
      chrome: seen(".bd-sidebar, .bd-header-article, .bd-footer, .sheet-print, .headerlink"),
      wide: [...document.querySelectorAll(".sheet-formula")]
        .filter((e) => e.scrollWidth > e.clientWidth + 1).length,
      beside: getComputedStyle(document.querySelector(".sheet-why")).flexBasis !== "100%",
      color: style.color,
      ground: getComputedStyle(document.body).backgroundColor,
    };
  });
  await tab.evaluate(() => {
    const sheet = document.querySelector(".sheet");
    for (let n = 0; n < 8; n++) sheet.append(sheet.lastElementChild.cloneNode(true));
  });
  await print(longer);
  console.log(JSON.stringify(seen));
});
