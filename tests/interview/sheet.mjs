// Print the sheet of derivations, from a page in the dark.
//   node sheet.mjs <site folder> <chromium> <PDF to write> [html to add to the sheet]
import { withSite } from "../book/browser.mjs";

const [site, chromium, path, more] = process.argv.slice(2);

await withSite(site, chromium, async (browser, origin) => {
  const context = await browser.newContext({ colorScheme: "dark" });
  const tab = await context.newPage();
  await tab.addInitScript(() => { window.print = () => { window.printed = true; }; });
  await tab.goto(`${origin}/chapters/5_interview/derivations_sheet.html`);
  await tab.click(".sheet-print button");
  if (more) await tab.evaluate((n) => {
    const sheet = document.querySelector(".sheet");
    for (let k = 0; k < n; k++) sheet.append(sheet.lastElementChild.cloneNode(true));
  }, Number(more));
  await tab.pdf({ path, preferCSSPageSize: true, printBackground: true });
  await tab.emulateMedia({ media: "print" });
  await tab.setViewportSize({ width: 600, height: 900 }); // as Firefox lays out A4
  console.log(JSON.stringify(await tab.evaluate(() => {
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
  })));
});
