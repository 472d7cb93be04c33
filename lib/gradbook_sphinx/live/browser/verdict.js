// What a run is told in words, from its reports by kind.
import { badge } from "./show.js";

// For the status: a text, or the green badge of a right answer.
export function verdict({ refused, right, done }) {
  if (right) return badge(right, `Right, ${evidence(right)}.`);
  const took = `${done.seconds.toFixed(1)} s`;
  if (!refused) return `Every line was accepted, in ${took}.`;
  return refused.line ? `${failedAt(refused)}, after ${took}.` : `${what(refused)}.`;
}

function evidence({ badge: kind, points }) {
  return kind === "tested" ? `tested at ${points} points` : kind;
}

function what({ judged }) {
  return judged ? "Refused" : "An error";
}

export function failedAt(refused) {
  return `${what(refused)} at line ${refused.line}`;
}

export function reasonOf({ judged, type, message }) {
  return judged ? message : `${type}: ${message}`;
}

// Where a refusal stands, and why, for those who do not see the note at its line.
export function refusalOf(refused) {
  const { where, line } = refused;
  const place = where === "before" ? `What this cell builds on, line ${line}: `
    : line ? `Line ${line}: ` : "";
  return place + reasonOf(refused);
}
