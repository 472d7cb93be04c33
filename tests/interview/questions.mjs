// The index of questions.
import {
  DESKTOP, NO_SCRIPTS, axe, focus, run, shifts, status, unfit, visible,
} from "./tools.mjs";

const HOSTILE = "<img src=x onerror=\"window.bad=1\">";
const open = (tab) =>
  tab.locator(".iv-item details[open]").evaluateAll(
    (all) => all.map((e) => e.closest(".iv-item").dataset.id),
  );

async function filters({ tab, go }) {
  await go("questions.html");
  const moved = await shifts(tab);
  const all = await visible(tab);
  await tab.selectOption("[name=topic]", "relu");
  const topic = { ids: await visible(tab), said: await status(tab) };
  await tab.tap("button[type=reset]");
  await tab.selectOption("[name=level]", "advanced");
  const level = await visible(tab);
  await tab.tap("button[type=reset]");
  await tab.selectOption("[name=which]", "derivation");
  const derivations = await visible(tab);
  await tab.selectOption("[name=which]", "asked-8");
  const often = await visible(tab);
  await tab.tap("button[type=reset]");
  await tab.selectOption("[name=order]", "asked");
  const ranked = await visible(tab);
  await tab.selectOption("[name=order]", "");
  const back = await visible(tab);
  return { moved, all, topic, level, derivations, often, ranked, back, ...(await unfit(tab)) };
}

async function keyboard({ tab, go }) {
  await go("questions.html");
  await tab.focus("[name=text]");
  await tab.keyboard.type("dead relu");
  const found = await visible(tab);
  for (let n = 0; n < 6; n++) await tab.keyboard.press("Tab");
  await tab.keyboard.press("Enter");
  return { found, focus: await focus(tab), open: await open(tab) };
}

async function link({ tab, go }, id = "relu-dead") {
  await go(`questions.html?topic=sigmoid#q-${id}`);
  const item = tab.locator(`[data-id=${id}]`);
  const seen = await visible(tab);
  const { y } = await item.boundingBox();
  const said = await item.locator("summary").evaluate((e) => {
    const box = e.getBoundingClientRect();
    return e.contains(document.elementFromPoint(box.left + 5, box.top + 5));
  });
  return { open: await open(tab), y, seen, said, faults: await axe(tab) };
}

async function remembers({ tab, go }) {
  await go("questions.html");
  await tab.selectOption("[name=topic]", "relu");
  await tab.fill("[name=text]", "kink & 50%");
  const search = await tab.evaluate(() => location.search);
  await tab.reload();
  const text = await tab.inputValue("[name=text]");
  return { search, text, topic: await tab.inputValue("[name=topic]") };
}

async function hostile({ tab, go }) {
  const bad = encodeURIComponent(HOSTILE);
  await go(`questions.html?text=${bad}&topic=${bad}&level=__proto__&item=x&reset=1#q-${bad}`);
  const ran = await tab.evaluate(() => "bad" in window);
  const images = await tab.locator("article img").count();
  const text = await tab.inputValue("[name=text]");
  await tab.fill("[name=text]", "");
  return { ran, images, text, left: (await visible(tab)).length };
}

async function bare({ tab, go }) {
  await go("questions.html#q-relu-dead");
  const seen = await visible(tab);
  const controls = await tab.locator(".iv-filter").isVisible();
  const linked = await tab.locator("#q-relu-dead").isVisible();
  const first = tab.locator(".iv-item details").first();
  await first.locator("summary").click();
  const read = await first.locator("> div").isVisible();
  return { seen, controls, linked, read };
}

await run({
  filters: [{}, filters],
  keyboard: [DESKTOP, keyboard],
  link: [{}, link],
  remembers: [DESKTOP, remembers],
  hostile: [DESKTOP, hostile],
  bare: [{ ...NO_SCRIPTS }, bare],
});
