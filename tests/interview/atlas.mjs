// The atlas of gradients.
import { DESKTOP, NO_SCRIPTS, run, status, unfit } from "./tools.mjs";

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
  bare: [{ ...NO_SCRIPTS }, bare],
});
