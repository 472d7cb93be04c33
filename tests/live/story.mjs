// One reader's story with the editor, told as facts in JSON; test_story.py judges them.
//   node story.mjs <site folder> <chromium>
import { violations } from "../book/axe.mjs";
import { withSite } from "../book/browser.mjs";

const [site, chromium] = process.argv.slice(2);
const PAGE = "chapters/1_derivatives/sigmoid.html";
const CELL = "#cell-derive-slope-run", EXERCISE = "#cell-exercise-silu";
const UNPROVED = `K = dims("K")
i, z = index("i", K), tensor("z", K)
answer = K - Sum(i, 1 / (1 + z[i] ** 2))
equivalent(answer, Sum(i, z[i] ** 2 / (1 + z[i] ** 2)))`;
const WAIT = { timeout: 180_000 };
const facts = { said: [] };

function listen(tab, origin) {
  tab.on("console", (m) => m.type() === "error" && facts.said.push(m.text()));
  tab.on("pageerror", (error) => facts.said.push(`script: ${error.message}`));
  return tab.context().route("**/*", (route) => {
    const url = route.request().url();
    if (url.startsWith(origin) || /^(data|blob):/.test(url)) return route.continue();
    facts.said.push(`outside request: ${url}`);
    return route.abort();
  });
}

const status = (tab, cell) => tab.locator(`${cell} .live-status`).textContent();
const textOf = (tab, cell) => tab.locator(`${cell} .cm-content`).innerText();

async function until(tab, cell, words) {
  await tab.waitForFunction(
    ([cell, words]) => new RegExp(words).test(
      document.querySelector(`${cell} .live-status`)?.textContent),
    [cell, words], WAIT);
  return status(tab, cell);
}

async function rewrite(tab, cell, text) {
  await tab.locator(`${cell} .cm-content`).focus();
  await tab.keyboard.press("Control+a");
  await tab.keyboard.insertText(text);
}

// From the press of the button to the first judged line.
async function firstLine(tab) {
  await tab.locator(`${CELL} .live-bar button`).focus();
  const began = performance.now();
  await tab.keyboard.press("Enter");
  await tab.locator(`${CELL} .live-output .derivation-relation`).first().waitFor(WAIT);
  const took = performance.now() - began;
  return { took, status: await until(tab, CELL, "accepted|Refused|Ended") };
}

async function firstUse(tab, asked) {
  const before = asked.length;
  facts.cold = await firstLine(tab);
  facts.cold.asked = asked.slice(before);
  facts.cold.steps = await tab.locator(`${CELL} .live-output .derivation-badge`).count();
}

async function leaveByKeyboard(tab) {
  const focused = () => tab.evaluate(() => document.activeElement.className);
  facts.keyboard = [await focused()];
  await tab.keyboard.press("Tab");
  facts.keyboard.push(await focused());
  await tab.keyboard.press("Escape");
  await tab.keyboard.press("Tab");
  facts.keyboard.push(await tab.evaluate(() => document.activeElement.textContent));
}

async function refusedStep(tab) {
  await tab.locator(`${CELL} button`, { hasText: "Reset" }).click();
  await tab.locator(`${CELL} .cm-content`).focus();
  await tab.keyboard.press("Control+End");
  await tab.keyboard.type('\nD.eq(s * (2 - exp(-x)), "a slip")');
  await tab.keyboard.press("Control+Enter");
  facts.refused = { status: await until(tab, CELL, "Refused") };
  facts.refused.note = await tab.locator(`${CELL} .live-note`).textContent();
  facts.refused.wrong = await tab.locator(`${CELL} .live-wrong`).textContent();
  facts.refused.alert = await tab.locator(`${CELL} [role=alert]`).textContent();
  facts.refused.source = (await textOf(tab, CELL)).replace(/\n.*left side.*/, "");
  facts.refused.badges = await tab.locator(`${CELL} .live-output .derivation-badge`)
    .allInnerTexts();
  const row = tab.locator(`${CELL} .live-output .derivation-refused`);
  facts.refused.rows = await row.locator(".derivation-formula annotation")
    .allTextContents();
  facts.refused.ends = await row.evaluate((last) => last.matches("li li, li + li"));
  facts.refused.alertIs = await tab.locator(`${CELL} [role=alert]`).boundingBox();
}

async function inspect(tab, view) {
  await tab.setViewportSize({ width: view.width, height: 900 });
  await tab.emulateMedia({ colorScheme: view.scheme, reducedMotion: "reduce" });
  await tab.locator(`${CELL} .live-before summary`).scrollIntoViewIfNeeded();
  const found = await violations(tab, {
    where: { include: [[".live-frame"], [".live-output"]] },
  });
  const wide = await tab.evaluate(
    () => document.documentElement.scrollWidth - window.innerWidth);
  return found.map((text) => `${view.scheme} ${text}`)
    .concat(wide > 0 ? [`${wide} px too wide at ${view.width}`] : []);
}

// The words of a note that stand on more than one line, at any width.
function brokenWords(cell) {
  const note = document.querySelector(`${cell} .live-note`), broken = new Set();
  const found = [...note.querySelectorAll(".live-word")];
  const lines = (word) => {
    const range = document.createRange();
    range.selectNodeContents(word);
    return new Set([...range.getClientRects()].map((r) => Math.round(r.top))).size;
  };
  for (let width = 350; width > 150; width -= 5) {
    note.style.width = `${width}px`;
    for (const w of found) if (lines(w) > 1) broken.add(w.textContent);
  }
  note.style.width = "";
  return [note.textContent, [...broken]];
}

async function accessible(tab) {
  await tab.locator(`${EXERCISE} .live-bar button`).click();
  await tab.locator(`${EXERCISE} .live-before summary`).click();
  facts.axe = [
    ...await inspect(tab, { width: 1280, scheme: "light" }),
    ...await inspect(tab, { width: 1280, scheme: "dark" }),
    ...await inspect(tab, { width: 390, scheme: "light" }),
  ];
  facts.backToTop = await tab.evaluate(() => {
    const button = document.querySelector("#pst-back-to-top");
    button.style.display = "block"; // as the theme does when a reader scrolls
    return getComputedStyle(button).display;
  });
  facts.words = await tab.evaluate(brokenWords, CELL);
  facts.code = await tab.evaluate(() => [...document.querySelectorAll(
    ".cell.live .cell_input:not([hidden]) pre, .live-before pre")]
    .map((pre) => pre.scrollWidth - pre.clientWidth));
  await tab.setViewportSize({ width: 1280, height: 900 });
}

async function exercise(tab) {
  await tab.locator(`${EXERCISE} .cm-content`).focus();
  await tab.keyboard.type("sx + x * sx"); // the blank was selected
  await tab.keyboard.press("Control+Enter");
  facts.wrong = { status: await until(tab, EXERCISE, "Refused") };
  facts.wrong.note = await tab.locator(`${EXERCISE} .live-note`).textContent();
  facts.wrong.line = await tab.locator(`${EXERCISE} .live-wrong`).textContent();
  facts.wrong.rows = await tab.locator(`${EXERCISE} .derivation-refused`).count();
  const asked = (await textOf(tab, EXERCISE)).replace(/\n.*left side.*/, "");
  await rewrite(tab, EXERCISE, asked.replace("sx + x * sx", "sx * (1 + x - x * sx)"));
  await tab.keyboard.press("Control+Enter");
  await until(tab, EXERCISE, "Right|accepted");
  const box = tab.locator(`${EXERCISE} .live-status`);
  facts.right = {
    status: await box.innerText(),
    badges: await box.locator(".derivation-badge.evidence-proved").count(),
    shown: await tab.locator(`${EXERCISE} .live-output`).innerText(),
  };
  await rewrite(tab, EXERCISE, UNPROVED);
  await tab.keyboard.press("Control+Enter");
  facts.tested = await until(tab, EXERCISE, "tested|accepted|Refused|error");
}

function watchProgress(cell) {
  const bar = document.querySelector(`${cell} progress`);
  window.progressShown = 0;
  new MutationObserver(() => bar.hidden || window.progressShown++)
    .observe(bar, { attributes: true });
}

async function stop(tab) {
  await rewrite(tab, CELL, "while True:\n    pass");
  await tab.keyboard.press("Control+Enter");
  await until(tab, CELL, "Judging");
  const output = tab.locator(`${CELL} .live-output`), began = performance.now();
  facts.stopped = { busy: await output.getAttribute("aria-busy") };
  await tab.evaluate(watchProgress, CELL);
  await tab.locator(`${CELL} button`, { hasText: "Stop" }).click();
  facts.stopped.said = await until(tab, CELL, "Stopped|Ended");
  facts.stopped.left = await output.innerText();
  facts.stopped.then = await until(tab, CELL, "Ready");
  facts.stopped.progress = await tab.evaluate(() => window.progressShown);
  await rewrite(tab, CELL, "print(6 * 7)");
  await tab.keyboard.press("Control+Enter");
  await until(tab, CELL, "accepted");
  facts.again = {
    took: performance.now() - began,
    text: await tab.locator(`${CELL} .live-output`).innerText(),
  };
}

async function comeBack(tab, origin, asked) {
  await rewrite(tab, CELL, 'x = var("x")\nD = Derivation("mine", "Mine")\n'
    + 'D.start(d(x**3, x))\nD.eq(3 * x**2, "power rule")');
  await tab.goto(`${origin}/${PAGE}`, { waitUntil: "load" });
  facts.kept = await tab.locator(`${CELL} .live-bar [role=status]`).textContent();
  const before = asked.length;
  facts.warm = await firstLine(tab);
  facts.warm.asked = asked.slice(before);
  facts.warm.text = await textOf(tab, CELL);
  await tab.locator(`${CELL} button`, { hasText: "Reset" }).click();
  facts.reset = {
    text: await textOf(tab, CELL),
    kept: await tab.evaluate(() => Object.keys(localStorage).filter((key) =>
      key.endsWith("derive-slope-run"))),
    bookShown: await tab.locator(`${CELL} #derivation-sigmoid`).isVisible(),
  };
}

// An address that carries code: nothing may start, nothing of it may be shown.
async function address(context, origin, asked) {
  const tab = await context.newPage(), before = asked.length;
  const code = encodeURIComponent("print('smuggled')");
  await tab.goto(`${origin}/${PAGE}?source=${code}&run=1#code=${code}`,
    { waitUntil: "load" });
  await tab.waitForTimeout(500);
  facts.address = {
    editors: await tab.locator(".live-frame").count(),
    shown: (await tab.locator("body").innerText()).includes("smuggled"),
    asked: asked.slice(before).filter((path) => path.includes("_live/")),
    workers: tab.workers().length,
  };
  await tab.close();
}

// A browser without WebAssembly is told so, and the page stays as it was.
async function tooOld(browser, origin) {
  const tab = await browser.newPage();
  await tab.addInitScript(() => delete globalThis.WebAssembly);
  await tab.goto(`${origin}/${PAGE}`, { waitUntil: "load" });
  await tab.locator(`${CELL} .live-bar button`).click();
  const told = tab.locator(`${CELL} .live-bar [role=status]`, { hasText: "could not" });
  facts.tooOld = await told.textContent(WAIT);
  await tab.close();
}

// Two cells at once: the second one waits for its turn; stopped, it never runs.
async function twoCells(tab) {
  const other = "#cell-derive-bound-run", third = "#cell-derive-depth-run";
  for (const cell of [other, third]) {
    await tab.locator(`${cell} .live-bar button`).click();
    await tab.locator(`${cell} .live-frame`).waitFor(WAIT);
  }
  await rewrite(tab, other, "while True:\n    pass");
  await until(tab, other, "accepted");
  await until(tab, third, "accepted");
  await tab.keyboard.press("Control+Enter");
  await until(tab, other, "Judging");
  await tab.locator(`${third} button`, { hasText: "Run" }).click();
  await tab.locator(`${third} button`, { hasText: "Stop" }).click();
  await tab.locator(`${other} button`, { hasText: "Stop" }).click();
  facts.two = [await until(tab, other, "Stopped"), await until(tab, third, "Stopped")];
}

async function withoutNetwork(tab, server) {
  server.close();
  server.closeAllConnections();
  await tab.reload({ waitUntil: "load" });
  facts.offline = await firstLine(tab);
}

await withSite(site, chromium, async (browser, origin, server) => {
  const asked = [];
  server.on("request", (request) => asked.push(request.url));
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const tab = await context.newPage();
  await listen(tab, origin);
  await tab.goto(`${origin}/${PAGE}`, { waitUntil: "load" });
  facts.reading = asked.filter((path) => path.includes("_live/"));
  await firstUse(tab, asked);
  await leaveByKeyboard(tab);
  await refusedStep(tab);
  await accessible(tab);
  await exercise(tab);
  await stop(tab);
  await twoCells(tab);
  await tooOld(browser, origin);
  await comeBack(tab, origin, asked);
  await address(context, origin, asked);
  facts.heard = [...facts.said];
  await withoutNetwork(tab, server);
});
console.log(JSON.stringify(facts));
