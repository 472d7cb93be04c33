// The atlas of gradients.
import { DARK, DESKTOP, NO_SCRIPTS, run, status, unfit } from "./tools.mjs";

const shown = (tab) =>
  tab.locator(".iv-item").evaluateAll(
    (items) => items.filter((e) => e.checkVisibility()).map((e) => e.id),
  );
const chapters = (tab) => tab.locator(".iv-topic:visible").count();

async function filters({ tab, go }) {
  await go("atlas.html");
  const all = await shown(tab);
  await tab.selectOption("[name=code]", "yes");
  const code = await shown(tab);
  await tab.tap("button[type=reset]");
  await tab.selectOption("[name=badge]", "tested");
  const tested = await shown(tab);
  await tab.tap("button[type=reset]");
  await tab.selectOption("[name=chapter]", { index: 3 });
  const chapter = { ids: await shown(tab), chapters: await chapters(tab) };
  return { all, code, tested, chapter, said: await status(tab), ...(await unfit(tab)) };
}

// How many pixels of an element's picture are red.
async function red(tab, element) {
  const picture = (await element.screenshot()).toString("base64");
  return tab.evaluate(async (text) => {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes]));
    const pen = new OffscreenCanvas(image.width, image.height).getContext("2d");
    pen.drawImage(image, 0, 0);
    const { data } = pen.getImageData(0, 0, image.width, image.height);
    return data.filter((value, n) => n % 4 === 0 && value > data[n + 1] + 16).length;
  }, picture);
}

// The scroll shade, made red: in boxes whose formula fits, in the same with a shade up
// to the rim, and where the formula does not fit.
const RIM = {
  backgroundSize: "1.5rem 100%, 1.5rem 100%, 0.6rem 100%, 0.6rem 100%",
  backgroundPosition: "left, right, left, right",
};
const FEW = 12;
const NARROW = { backgroundSize: "", backgroundPosition: "", width: "2rem" };

async function shades({ tab, go }) {
  await go("atlas.html");
  await tab.evaluate((few) => { // a short page: each picture lays out all of it
    for (const item of [...document.querySelectorAll(".iv-item")].slice(few)) item.remove();
  }, FEW);
  const boxes = await tab.locator(".derivation-formula").elementHandles();
  const seen = { fit: [], rim: [], narrow: [] };
  for (const box of boxes.slice(0, FEW)) {
    const style = (rules) => box.evaluate((e, r) => Object.assign(e.style, r) && 0, rules);
    await box.evaluate((e) => e.style.setProperty("--shade", "rgb(255 0 0)"));
    for (const [kind, rules] of Object.entries({ fit: {}, rim: RIM, narrow: NARROW })) {
      await style(rules);
      seen[kind].push(await red(tab, box));
    }
  }
  return seen;
}

async function keyboard({ tab, go }) {
  await go("atlas.html?code=maybe");
  await tab.focus("[name=text]");
  await tab.keyboard.type("cross_entropy_backward");
  return { found: await shown(tab), search: await tab.evaluate(() => location.search) };
}

async function bare({ tab, go }) {
  await go("atlas.html");
  const controls = await tab.locator(".iv-filter").isVisible();
  const fold = tab.locator("#atlas-sigmoid details");
  await fold.locator("summary").click();
  return { shown: await shown(tab), controls, read: await fold.innerText() };
}

await run({
  filters: [{}, filters],
  keyboard: [DESKTOP, keyboard],
  shades: [{ ...DARK, deviceScaleFactor: 3 }, shades],
  bare: [{ ...NO_SCRIPTS }, bare],
});
