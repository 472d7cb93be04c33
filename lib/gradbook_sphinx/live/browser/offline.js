// Keep what was loaded, so that it works again without a network.
const ROOT = new URL("../../", import.meta.url);
const PATIENCE = 1500; // ms: without a service worker, everything works but this

const later = () => new Promise((done) => setTimeout(done, PATIENCE));

// The page and what it loaded: these came before the service worker did.
function alreadyHere() {
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const here = location.href.split(/[?#]/)[0];
  return [here, ...loaded].filter((url) => url.startsWith(ROOT.href));
}

async function install() {
  await navigator.serviceWorker.register(new URL("sw.js", ROOT));
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ keep: alreadyHere() });
}

export function keepOffline() {
  if (!navigator.serviceWorker) return undefined; // not a secure address
  return Promise.race([install().catch(() => {}), later()]);
}
