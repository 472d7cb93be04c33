// The flashcards.
import { readFile } from "node:fs/promises";
import {
  DARK, DESKTOP, NO_SCRIPTS, axe, focus, fontsLoaded, run, shifts, status, unfit, visible,
} from "./tools.mjs";

const PAGE = "flashcards.html";
const stored = (tab) => tab.evaluate(() => localStorage.getItem("gradbook-flashcards"));
const cards = async (tab) => JSON.parse((await stored(tab)) ?? '{"cards":{}}').cards;
const answer = (tab) => tab.locator(".iv-item.current .iv-answer").isVisible();
const shown = async (tab) => (await visible(tab))[0];
const today = (tab) =>
  tab.evaluate(() => {
    const now = new Date();
    return Math.floor((now - now.getTimezoneOffset() * 60_000) / 86_400_000);
  });

async function press(tab, keys) {
  for (const key of keys.split(" ")) await tab.keyboard.press(key === "_" ? " " : key);
}

async function keyboard({ tab, go }) {
  await go(PAGE);
  const seen = { start: await visible(tab), said: await status(tab), day: await today(tab) };
  seen.before = await answer(tab);
  const bar = tab.locator(".iv-bar");
  const at = (await bar.boundingBox()).y;
  await press(tab, "3 _");
  seen.after = await answer(tab);
  seen.moved = (await bar.boundingBox()).y - at;
  seen.focusOnAnswer = await focus(tab);
  await press(tab, "3");
  seen.focusOnQuestion = await focus(tab);
  seen.known = await cards(tab);
  seen.second = await shown(tab);
  await press(tab, "Enter 1");
  seen.again = await status(tab);
  await press(tab, "ArrowLeft _ 3 ArrowLeft _ 3");
  seen.regraded = await status(tab);
  seen.end = await cards(tab);
  await press(tab, "ArrowRight");
  seen.skipped = await status(tab);
  return seen;
}

async function touch({ tab, go }) {
  await go(PAGE);
  const moved = await shifts(tab);
  const { wide, small } = await unfit(tab);
  await tab.tap("[data-do=flip]");
  const box = await tab.locator(".iv-item.current .iv-answer").boundingBox();
  const question = await tab.locator(".iv-item.current .iv-question").boundingBox();
  const bar = await tab.locator(".iv-bar").boundingBox();
  const later = await unfit(tab);
  const faults = await axe(tab);
  await tab.tap("[data-do='3']");
  return {
    faults, moved, wide: Math.max(wide, later.wide), small: [...small, ...later.small],
    inView: question.y > 0 && (box.y + box.height <= bar.y || question.y < 150),
    barInView: bar.y + bar.height <= 845,
    status: await status(tab),
  };
}

async function choice({ tab, go }) {
  await go(PAGE);
  await tab.selectOption("[name=topic]", "relu");
  const topic = await status(tab);
  await tab.selectOption("[name=level]", "advanced");
  const level = await status(tab);
  const words = await tab.locator(".iv-done").textContent();
  return { topic, level, words, panel: await tab.locator(".iv-boxes").textContent() };
}

// Progress over a reload, and over a bank in which one answer is another, one card is
// gone and one is new.
async function update({ tab, go, context }) {
  await go(PAGE);
  const [first, second] = [await shown(tab), null];
  await press(tab, "_ 3");
  const next = await shown(tab);
  await press(tab, "_ 3");
  await tab.reload();
  const reloaded = { status: await status(tab), shown: await shown(tab) };
  await context.route(`**/${PAGE}`, async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replaceAll(first, "brand-new")
      .replaceAll('class="iv-answer"', 'class="iv-answer" title="changed"');
    await route.fulfill({ response, body });
  });
  await tab.reload();
  return {
    first, next, second, reloaded, status: await status(tab), shown: await visible(tab),
    kept: Object.keys(await cards(tab)), known: (await cards(tab))[next],
  };
}

// Of two cards, one is graded "not yet" and shall come again; then all are skipped.
async function counts({ tab, go }) {
  await go(PAGE);
  const seen = { start: await status(tab) };
  await press(tab, "_ 3 _ 1");
  seen.graded = await status(tab);
  await tab.reload();
  seen.reloaded = await status(tab);
  while (await tab.locator(".iv-item.current").count()) await press(tab, "ArrowRight");
  return { ...seen, end: await status(tab), done: await tab.locator(".iv-done").textContent() };
}

async function offline({ tab, go, context }) {
  await go(PAGE);
  await fontsLoaded(tab);
  const asked = [];
  await context.setOffline(true);
  tab.on("request", (request) => asked.push(request.url()));
  await press(tab, "_ 1 _ 2 _ 3");
  await tab.selectOption("[name=topic]", "relu");
  await press(tab, "_");
  return { asked, answer: await answer(tab), cards: Object.keys(await cards(tab)).length };
}

async function files({ tab, go }) {
  await go(PAGE);
  await press(tab, "_ 3 _ 2");
  await tab.click(".iv-progress > summary");
  const [download] = await Promise.all([
    tab.waitForEvent("download"), tab.click("[data-do=save]"),
  ]);
  const saved = await readFile(await download.path(), "utf8");
  const said = tab.locator(".iv-said");
  const answers = [false, true];
  tab.on("dialog", (dialog) => (answers.shift() ? dialog.accept() : dialog.dismiss()));
  await tab.click("[data-do=reset]");
  const refused = await stored(tab);
  await tab.click("[data-do=reset]");
  const forgotten = await stored(tab);
  const give = async (text) => {
    await tab.setInputFiles("input[type=file]", {
      name: "flashcards.json", mimeType: "application/json", buffer: Buffer.from(text),
    });
    await tab.waitForTimeout(100);
    return { said: await said.textContent(), stored: await stored(tab) };
  };
  const bad = [await give("no JSON"), await give('{"version":2,"cards":{}}')];
  const odd = await give('{"version":1,"cards":{"__proto__":{"box":9,"due":1},"x":null}}');
  return { saved, refused, forgotten, bad, odd, good: await give(saved) };
}

async function broken({ tab, go }) {
  await tab.addInitScript(() => {
    if (!localStorage.getItem("gradbook-flashcards"))
      localStorage.setItem("gradbook-flashcards", "nonsense");
  });
  await go(PAGE);
  await press(tab, "_ 3");
  const aside = await tab.evaluate(
    () => localStorage.getItem("gradbook-flashcards-unreadable"),
  );
  return { aside, cards: Object.keys(await cards(tab)).length };
}

async function nothingKept({ tab, go }) {
  await tab.addInitScript(() => {
    const { getItem } = Storage.prototype;
    const refuse = function (key) {
      if (key.startsWith("gradbook")) throw new DOMException("denied", "SecurityError");
      return getItem.call(this, key);
    };
    Storage.prototype.getItem = Storage.prototype.setItem = refuse;
  });
  await go(PAGE);
  await press(tab, "_ 1");
  return { status: await status(tab) };
}

async function finished({ tab, go }) {
  await go(PAGE);
  await tab.selectOption("[name=topic]", "sigmoid");
  const count = Number((await status(tab)).match(/(\d+) cards/)[1]);
  for (let n = 0; n < count; n++) await press(tab, "_ 3");
  const seen = { count, done: await tab.locator(".iv-done").textContent() };
  seen.focus = await focus(tab);
  await tab.reload();
  await tab.selectOption("[name=topic]", "sigmoid");
  seen.nothing = await tab.locator(".iv-done").textContent();
  await tab.click(".iv-progress > summary");
  seen.faults = await axe(tab);
  await tab.check("[name=ahead]");
  return { ...seen, ahead: await status(tab) };
}

async function bare({ tab, go }) {
  await go(PAGE);
  const seen = await visible(tab);
  const controls = await tab.locator(".iv-bar").isVisible();
  const card = tab.locator(".iv-item").nth(3);
  await card.locator("summary").click();
  return { seen, controls, read: await card.locator(".iv-answer").isVisible() };
}

await run({
  keyboard: [DESKTOP, keyboard],
  touch: [{}, touch],
  choice: [DESKTOP, choice],
  update: [DESKTOP, update],
  counts: [DESKTOP, counts],
  offline: [{}, offline],
  files: [DESKTOP, files],
  broken: [DESKTOP, broken],
  nothingKept: [DESKTOP, nothingKept],
  finished: [{ ...DESKTOP, ...DARK }, finished],
  bare: [{ ...NO_SCRIPTS }, bare],
});
