// A folder of pages served on this machine, and Chromium to look at them.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join, normalize } from "node:path";

const KINDS = {
  ".html": "text/html", ".css": "text/css", ".js": "text/javascript",
  ".mjs": "text/javascript", ".wasm": "application/wasm",
  ".svg": "image/svg+xml", ".png": "image/png", ".json": "application/json",
  ".woff2": "font/woff2",
};
// No network but this machine: the site must need none.
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update",
  "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];
const DEFAULTS = { "Cache-Control": "max-age=600" }; // as GitHub Pages sends

export const require = createRequire(join(process.cwd(), "package.json"));

// The headers that the site's own file `_headers` asks for, by the start of a path.
async function headersOf(folder) {
  const found = [["", DEFAULTS]];
  for (const line of (await readFile(join(folder, "_headers"), "utf8")).split("\n")) {
    const [name, ...value] = line.trim().split(": ");
    if (line.startsWith("/")) found.push([line.replace("*", ""), {}]);
    else if (name) found.at(-1)[1][name] = value.join(": ");
  }
  return (path) =>
    Object.assign({}, ...found.filter(([p]) => path.startsWith(p)).map(([, h]) => h));
}

async function serve(folder) {
  const headers = await headersOf(folder);
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURI(new URL(request.url, "http://x").pathname));
    try {
      const body = await readFile(join(folder, path));
      const type = KINDS[extname(path)] ?? "application/octet-stream";
      response.writeHead(200, { "content-type": type, ...headers(path) }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

// Call work(browser, origin); close everything whatever happens.
export async function withSite(folder, chromium, work) {
  const server = await serve(folder);
  const { chromium: launcher } = require("playwright-core");
  const browser = await launcher.launch({ executablePath: chromium, args: FLAGS });
  try {
    return await work(browser, `http://127.0.0.1:${server.address().port}`, server);
  } finally {
    await browser.close();
    server.close();
  }
}
