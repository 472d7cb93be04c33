// Runs beside the page: Python, SymPy and the proof engine, every byte from this site.
//   in   { before, source }
//   out  { kind: "loading", loaded, total } ..., { kind: "ready" }, then per run the
//        driver's reports; { kind: "broken", message } when Python itself fails
/* global FILES */ // set by the build: where the files are, beside this one's folder
const file = (name) => new URL(`../${FILES[name]}`, self.location);

let loaded = 0;
const fetchFile = self.fetch.bind(self);

// Pyodide fetches by itself: count what passes, for the progress bar.
self.fetch = async (...request) => {
  const response = await fetchFile(...request);
  if (!response.ok || !response.body) throw Error(`${response.status} ${response.url}`);
  const counted = new TransformStream({
    transform(chunk, out) {
      loaded += chunk.byteLength;
      postMessage({ kind: "loading", loaded });
      out.enqueue(chunk);
    },
  });
  const { status, headers } = response;
  return new Response(response.body.pipeThrough(counted), { status, headers });
};

async function content(name) {
  return (await self.fetch(file(name))).arrayBuffer();
}

async function start() {
  const archives = ["sympy", "gradbook"].map(content);
  archives.forEach((a) => a.catch(() => {})); // awaited below, and refused there
  const indexURL = file("pyodide").href;
  const { loadPyodide } = await import(`${indexURL}pyodide.mjs`);
  const python = await loadPyodide({ indexURL, env: { PYTHONHASHSEED: "0" } });
  for (const archive of archives)
    python.unpackArchive(await archive, "zstdtar", { extractDir: "/engine" });
  python.runPython("import sys; sys.path.insert(0, '/engine')");
  const driver = python.pyimport("driver");
  postMessage({ kind: "ready" });
  return driver;
}

const driver = start();
driver.catch((error) => postMessage({ kind: "broken", message: String(error) }));

onmessage = async ({ data: { before, source } }) => {
  const { judge } = await driver;
  try { // one synchronous call: an endless recursion would leave a promise unsettled
    judge(before, source, (report) => postMessage(JSON.parse(report)));
  } catch (error) {
    postMessage({ kind: "broken", message: String(error) });
  }
};
