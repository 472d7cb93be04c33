// The mock interview.
import {
  DARK, DESKTOP, NO_SCRIPTS, axe, focus, fontsLoaded, run, shifts, status, unfit, visible,
} from "./tools.mjs";

const PAGE = "mock_interview.html";
const left = (tab) => tab.locator(".iv-left").textContent();
const rows = (tab) =>
  tab.locator(".iv-summary li").evaluateAll((all) => all.map((row) => ({
    text: row.textContent,
    links: [...row.querySelectorAll("a")].map((a) => a.getAttribute("href")),
  })));

async function begin(tab, fields = {}) {
  for (const [name, value] of Object.entries(fields))
    await tab.selectOption(`[name=${name}]`, value);
  await tab.click("button[type=submit]");
}

async function keyboard({ tab, go }) {
  await go(PAGE);
  const before = await visible(tab);
  await begin(tab, { topic: "relu", number: "3" });
  const asked = [];
  const seen = { before, said: await status(tab), focus: await focus(tab) };
  for (const grade of ["3", "1", "2"]) {
    asked.push(...(await visible(tab)));
    await tab.keyboard.press(grade); // too early: nothing may happen
    await tab.keyboard.press(grade === "1" ? "Enter" : " ");
    const answer = tab.locator(".iv-item.current .iv-answer");
    seen.focusOnAnswer = await focus(tab);
    seen.answer = await answer.isVisible();
    seen.followUps = await answer.locator("details").count();
    await tab.keyboard.press(grade);
  }
  Object.assign(seen, { asked, rows: await rows(tab), end: await focus(tab) });
  seen.score = await tab.locator(".iv-score").textContent();
  await tab.click("[data-do=missed]");
  return { ...seen, repeated: await status(tab), first: await visible(tab) };
}

async function clock({ tab, go }) {
  await tab.clock.install();
  await go(PAGE);
  await begin(tab, { seconds: "30" });
  const seen = { start: await left(tab) };
  await tab.clock.runFor(10_000);
  seen.running = await left(tab);
  await tab.keyboard.press("p");
  await tab.clock.runFor(60_000);
  seen.paused = await left(tab);
  seen.pressed = await tab.getAttribute("[data-do=pause]", "aria-pressed");
  await tab.keyboard.press("p");
  await tab.clock.runFor(19_000);
  seen.almost = [await left(tab), await status(tab)];
  await tab.clock.runFor(5_000);
  seen.over = [await left(tab), await status(tab)];
  await tab.keyboard.press(" ");
  seen.answer = await tab.locator(".iv-item.current .iv-answer").isVisible();
  await tab.keyboard.press("3");
  seen.next = [await left(tab), await status(tab)];
  for (let n = 0; n < 4; n++) {
    await tab.keyboard.press(" ");
    await tab.keyboard.press("3");
  }
  return { ...seen, rows: await rows(tab) };
}

async function touch({ tab, go, context }) {
  await go(PAGE);
  const moved = await shifts(tab);
  const setup = await unfit(tab);
  await fontsLoaded(tab);
  await context.setOffline(true);
  const asked = [];
  tab.on("request", (request) => asked.push(request.url()));
  await tab.selectOption("[name=number]", "3");
  await tab.tap("button[type=submit]");
  const question = await unfit(tab);
  const faults = [];
  for (const grade of ["1", "3", "3"]) {
    await tab.tap("[data-do=reveal]");
    if (grade === "1") faults.push(...(await axe(tab)));
    await tab.tap(`[data-do='${grade}']`);
  }
  const summary = await unfit(tab);
  faults.push(...(await axe(tab)));
  return {
    faults,
    moved, asked, rows: (await rows(tab)).length,
    wide: Math.max(setup.wide, question.wide, summary.wide),
    small: [...setup.small, ...question.small, ...summary.small],
  };
}

async function draws({ tab, go }) {
  await go(PAGE);
  const drawn = [];
  const again = () =>
    tab.evaluate(() => document.querySelector(".iv-mock form").requestSubmit());
  for (let n = 0; n < 30; n++) {
    await again();
    drawn.push(...(await visible(tab)));
  }
  await tab.reload();
  await begin(tab, { topic: "relu", which: "problem" });
  return { drawn, none: await status(tab), shown: await visible(tab) };
}

async function bare({ tab, go }) {
  await go(PAGE);
  const seen = await visible(tab);
  const controls = await tab.locator(".iv-setup").isVisible();
  const item = tab.locator(".iv-item").nth(2);
  await item.locator("summary").first().click();
  return { seen, controls, read: await item.locator(".iv-answer").isVisible() };
}

await run({
  keyboard: [DESKTOP, keyboard],
  clock: [DESKTOP, clock],
  touch: [DARK, touch],
  draws: [DESKTOP, draws],
  bare: [{ ...NO_SCRIPTS }, bare],
});
