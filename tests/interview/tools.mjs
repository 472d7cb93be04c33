// Use a study tool as a reader does and print what was seen, as JSON.
//   node <tool>.mjs <site folder> <chromium> <faults>
// Every scenario once, and once more for each fault that it shall show; `faults` is
// JSON: name -> [scenario, file, old text, new text].
import { violations } from "../book/axe.mjs";
import { withSite } from "../book/browser.mjs";

const [site, chromium, faults] = process.argv.slice(2);
const PHONE = {
  viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true,
};
const DESKTOP = { viewport: { width: 1280, height: 900 } };
const ROOM = "chapters/5_interview";

// A planted fault: one script of the site is another.
async function plant(context, [file, before, after]) {
  await context.route(`**/interview/${file}*`, async (route) => {
    const response = await route.fetch();
    const text = await response.text();
    if (!text.includes(before)) throw new Error(`${file} has no ${before}`);
    await route.fulfill({ response, body: text.replaceAll(before, after) });
  });
}

// A scenario is [settings of the browser, work({ tab, go, context })].
async function play(browser, origin, [settings, work], fault) {
  const context = await browser.newContext({ ...PHONE, ...settings });
  if (fault) await plant(context, fault);
  const tab = await context.newPage();
  tab.setDefaultTimeout(fault ? 5_000 : 30_000);
  const errors = [];
  tab.on("console", (m) => m.type() === "error" && errors.push(m.text()));
  tab.on("pageerror", (e) => errors.push(e.message));
  const go = (page) => tab.goto(`${origin}/${ROOM}/${page}`, { waitUntil: "load" });
  try {
    return { ...(await work({ context, tab, go })), errors };
  } catch (error) {
    return { errors: [...errors, error.message] };
  } finally {
    await context.close();
  }
}

export async function run(scenarios) {
  await withSite(site, chromium, async (browser, origin) => {
    const found = { seen: {}, faults: {} };
    for (const [name, scenario] of Object.entries(scenarios))
      found.seen[name] = await play(browser, origin, scenario);
    for (const [name, [scenario, ...fault]] of Object.entries(JSON.parse(faults)))
      found.faults[name] = await play(browser, origin, scenarios[scenario], fault);
    console.log(JSON.stringify(found));
  });
}

export { DESKTOP, PHONE };
export const DARK = { colorScheme: "dark" };
export const NO_SCRIPTS = { javaScriptEnabled: false };

// The ids of the questions that can be seen, in the page's order.
export const visible = (tab) =>
  tab.locator(".iv-item").evaluateAll(
    (items) => items.filter((e) => e.checkVisibility()).map((e) => e.dataset.id),
  );

export const status = (tab) => tab.locator(".iv-status").textContent();

// Where the focus is: a class of the element, or its name.
export const focus = (tab) =>
  tab.evaluate(() => document.activeElement.className || document.activeElement.name);

export const fontsLoaded = (tab) => tab.evaluate(() => document.fonts.ready.then(() => 0));

// What does not fit a phone: the page's excess width, and controls a thumb would miss.
export const unfit = (tab) =>
  tab.evaluate(() => {
    const controls = ".iv-tool, .iv-filter, .iv-item";
    const small = [...document.querySelectorAll("article :is(button, select, summary)")]
      .filter((e) => e.closest(controls) && e.checkVisibility())
      .filter((e) => e.getBoundingClientRect().height < 43.5)
      .map((e) => e.outerHTML.slice(0, 80));
    return { wide: document.documentElement.scrollWidth - innerWidth, small };
  });

// What axe finds wrong with a tool in the state that it is in.
export const axe = (tab) =>
  violations(tab, { where: { include: [[".iv-tool, .iv-topic, .iv-filter"]] } });

// How much of the page moved by itself since it was opened.
export const shifts = (tab) =>
  tab.evaluate(() => new Promise((done) => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(sum), 300);
  }));
