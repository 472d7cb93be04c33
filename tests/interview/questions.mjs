// The index of questions.
import {
  DESKTOP, NO_SCRIPTS, axe, focus, run, shifts, status, unfit, visible,
} from "./tools.mjs";

const HOSTILE = "<img src=x onerror=\"window.bad=1\">";
const open = (tab) =>
  tab.locator(".iv-item details[open]").evaluateAll(
    (all) => all.map((e) => e.closest(".iv-item").dataset.id),
  );

// Punctuation on another line than the formula before it.
const orphans = (tab) =>
  tab.evaluate(() => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
    const formulas = [...document.querySelectorAll("article span.math")];
    const checked = formulas.filter(({ nextSibling: next }) => /^[.,;:]/.test(next?.data));
    const range = document.createRange();
    const alone = checked.filter((formula) => {
      range.setStart(formula.nextSibling, 0);
      range.setEnd(formula.nextSibling, 1);
      const end = [...formula.querySelectorAll(".base")].at(-1).getBoundingClientRect();
      return range.getBoundingClientRect().left < end.left;
    });
    return { checked: checked.length, alone: alone.length };
  });

// Choices that a closed select on this screen would cut.
const cut = (tab) =>
  tab.locator("select:not([name=topic])").evaluateAll((fields) => {
    const arrow = 20;
    const pen = document.createElement("canvas").getContext("2d");
    return fields.flatMap((field) => {
      const style = getComputedStyle(field);
      pen.font = style.font;
      const room = field.clientWidth - 2 * parseFloat(style.paddingLeft) - arrow;
      return [...field.options].map((o) => o.text).filter((t) => pen.measureText(t).width > room);
    });
  });

const factsBelow = (tab) =>
  tab.locator(".iv-item .iv-facts").evaluateAll(
    (all) => all.every((e) => getComputedStyle(e).display === "block"),
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
  const below = await factsBelow(tab);
  await tab.selectOption("[name=order]", "");
  const back = await visible(tab);
  await tab.fill("[name=text]", "no question says this");
  const nothing = await status(tab);
  await tab.tap("button[type=reset]");
  const fit = { cut: await cut(tab), below, ...(await unfit(tab)) };
  return { nothing, moved, all, topic, level, derivations, often, ranked, back, ...fit };
}

async function lines({ tab, go }) {
  await go("questions.html");
  const seen = [];
  for (const width of [390, 340, 300, 280]) {
    await tab.setViewportSize({ width, height: 844 });
    seen.push(await orphans(tab));
  }
  const unbound = await tab.evaluate(() => {
    for (const e of document.querySelectorAll(".unbroken")) e.style.whiteSpace = "normal";
  }).then(() => orphans(tab));
  return { seen, unbound };
}

async function searched({ tab, go }) {
  await go("../../search.html?q=softmax");
  await tab.waitForSelector("#search-results p.context");
  const excerpts = await tab.locator("#search-results p.context").allInnerTexts();
  const { right } = await tab.locator("article .bd-search svg, .bd-main .bd-search i").first()
    .evaluate((e) => e.getBoundingClientRect().toJSON());
  const begins = await tab.locator(".bd-main .bd-search input").evaluate(
    (e) => e.getBoundingClientRect().left + parseFloat(getComputedStyle(e).paddingLeft));
  await go("questions.html");
  await tab.emulateMedia({ media: "print" });
  const titles = await tab.locator("h1:visible").allInnerTexts();
  return { excerpts, right, begins, titles };
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
  lines: [{}, lines],
  searched: [{}, searched],
  keyboard: [DESKTOP, keyboard],
  link: [{}, link],
  remembers: [DESKTOP, remembers],
  hostile: [DESKTOP, hostile],
  bare: [{ ...NO_SCRIPTS }, bare],
});
