// Run a figure's script with as much of a browser as it asks for, and say what it shows.
// Input: {script, values}: the values of its controls by name. A button is pressed once.
import { readFileSync } from "node:fs";

const { script, values } = JSON.parse(readFileSync(0, "utf-8"));
const made = {};
let press;

function found(name) {
  const value = String(values[name] ?? "");
  made[name] ??= { value, addEventListener: (_, act) => (press = act) };
  return made[name];
}

const root = {
  querySelector: (name) => found(name.replace(/.*"(.*)".*/, "$1")),
  addEventListener() {},
};
globalThis.document = { querySelectorAll: () => [root] };
const shown = () => found("message").textContent + found(".words").innerHTML;

(0, eval)(script);
const before = shown();
press?.();
process.stdout.write(JSON.stringify([before, shown()]));
