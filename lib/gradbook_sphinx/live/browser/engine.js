// The page's side of the worker: starts it on first use, ends it when a run hangs.
// A job is { before, source, report }; jobs run one after the other.
/* global LOADED */ // set by the build: bytes that the worker fetches

const LONGEST = 120_000; // ms: a run that takes longer is ended
let worker, loading, run;
let last = Promise.resolve();
const watchers = new Set();

// Call back with { loaded: 0..1 }, { ready: true } or { broken: why }.
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
  worker.onerror = (event) => fail(event.message || "it could not be started");
}

function hear(report) {
  if (report.kind === "loading")
    return loading && tell({ loaded: Math.min(1, report.loaded / LOADED) });
  if (report.kind === "broken") return fail(report.message);
  if (report.kind === "ready") {
    loading = false;
    tell({ ready: true });
    return run && send();
  }
  run?.job.report(report);
  if (report.kind === "done") finish();
}

function send() {
  const { before, source } = run.job;
  run.timer = setTimeout(() => stop(run.job, "it ran for two minutes"), LONGEST);
  worker.postMessage({ before, source });
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

function begin(job) {
  if (job.stopped) throw Error("stopped");
  start();
  return new Promise((done, failed) => {
    run = { job, done, failed };
    if (!loading) send();
  });
}

// Run a job when its turn comes. Rejects when it is stopped, or when Python breaks; the
// error's `restarts` is true when Python starts again because of that.
export function judge(job) {
  const mine = last.then(() => begin(job));
  last = mine.catch(() => {});
  return mine;
}

// End a job. One that runs takes its worker along: a fresh one is started at once.
export function stop(job, reason = "stopped") {
  job.stopped = true;
  if (run?.job !== job) return;
  const restarts = !loading;
  if (restarts) end();
  finish(Object.assign(Error(reason), { restarts }));
  start();
}
