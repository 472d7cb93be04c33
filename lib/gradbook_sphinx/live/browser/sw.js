// The service worker: the engine from the cache, pages from the network while there is
// one. It is installed on the first use of an editor, never by reading.
/* global FILES */ // set by the build: every file of the engine, below this one's folder
const CACHE = "gradbook";
const ROOT = new URL("./", self.location);
const ENGINE = new URL("_live/", ROOT).href;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("message", ({ data }) => data.keep && keep(data.keep));
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method !== "GET" || !url.startsWith(ROOT.href)) return;
  event.respondWith(url.startsWith(ENGINE) ? kept(event.request) : fresh(event.request));
});

async function begin() {
  const cache = await caches.open(CACHE);
  const wanted = new Set(FILES.map((path) => new URL(path, ROOT).href));
  for (const { url } of await cache.keys())
    if (url.startsWith(ENGINE) && !wanted.has(url.split("?")[0])) await cache.delete(url);
  await self.clients.claim();
}

async function keep(urls) {
  const cache = await caches.open(CACHE);
  for (const url of urls)
    if (!(await cache.match(url))) await cache.add(url).catch(() => {});
}

async function store(request) {
  const response = await fetch(request);
  if (response.status === 200)
    await (await caches.open(CACHE)).put(request, response.clone());
  return response;
}

// Files of the engine carry their content's hash in their name: they never change.
async function kept(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? store(request);
}

async function fresh(request) {
  try {
    return await store(request);
  } catch (error) {
    const found = await caches.match(request, { ignoreSearch: true, ignoreVary: true });
    if (found) return found;
    throw error;
  }
}
