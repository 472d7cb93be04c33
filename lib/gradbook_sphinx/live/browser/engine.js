// The page's side of the worker: starts it on first use, ends it when a run hangs.
/* global LOADED */ // set by the build: bytes that the worker fetches

const LONGEST = 120_000; // ms: a run that takes longer is ended
let worker, run, loading;
const watchers = new Set();

// Call back with { loaded: 0..1 } or { ready: true } while the engine starts.
export function watch(callback) {
  watchers.add(callback);
}

const tell = (state) => watchers.forEach((callback) => callback(state));

export function supported() {
  return typeof WebAssembly === "object" && typeof Worker === "function"
    && typeof TransformStream === "function";
}

export function start() {
  if (worker) return;
  loading = true;
  worker = new Worker(new URL("worker.mjs", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => hear(data);
  worker.onerror = (event) =>
    fail(event.message || "the engine could not be started");
}

function hear(report) {
  if (report.kind === "loading")
    return loading && tell({ loaded: Math.min(1, report.loaded / LOADED) });
  if (report.kind === "ready") {
    loading = false;
    if (run) watchdog();
    return tell({ ready: true });
  }
  if (report.kind === "broken") return fail(report.message);
  run?.report(report);
  if (report.kind === "done") finish();
}

function watchdog() {
  run.timer = setTimeout(() => stop("it ran for two minutes"), LONGEST);
}

function finish(error) {
  const { done, failed, timer } = run;
  clearTimeout(timer);
  run = undefined;
  error ? failed(error) : done();
}

function end() {
  worker?.terminate();
  worker = undefined;
}

function fail(message) {
  end();
  tell({ broken: message });
  if (run) finish(Error(message));
}

// Run a cell; report(...) gets each report. Rejects when it is stopped or breaks.
export function judge(before, source, report) {
  if (run) return Promise.reject(Error("another cell is being judged: stop it first"));
  start();
  return new Promise((done, failed) => {
    run = { report, done, failed };
    if (!loading) watchdog();
    worker.postMessage({ before, source });
  });
}

// End what runs, and start a fresh engine for the next run.
export function stop(reason = "stopped") {
  end();
  if (run) finish(Error(reason));
  start();
}
