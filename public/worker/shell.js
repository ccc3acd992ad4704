// Keeps the site's own files on this device, so that it opens without a network and stays one version:
// each file is kept only if its bytes have the hash that the build wrote down (`files.js`). A new build
// is a new version; the old one answers until the new one is whole and a page asks for it. Nothing else
// is kept or answered for, but what networks there are to work on: asked of the host first, else as of
// the last time.
(() => {
  const SCOPE = self.registration.scope;
  const { version, files, later } = self.SITE;

  const PREFIX = `leasehold ${SCOPE} files `;
  const OWN = PREFIX + version;

  /** What the site works on; a host may change it at any time. */
  const NETWORKS = ["devnet.json", "deployments.json"];
  const NETWORKS_CACHE = `leasehold ${SCOPE} networks`;

  /** How long the host may take to say, in milliseconds, where the last answer is kept. */
  const PATIENCE = 4_000;

  /** Files fetched at a time. */
  const IN_FLIGHT = 6;

  const TYPES = {
    bcmap: "application/octet-stream",
    css: "text/css; charset=utf-8",
    html: "text/html; charset=utf-8",
    ico: "image/x-icon",
    js: "text/javascript; charset=utf-8",
    json: "application/json; charset=utf-8",
    png: "image/png",
    svg: "image/svg+xml",
    txt: "text/plain; charset=utf-8",
    wasm: "application/wasm",
    webmanifest: "application/manifest+json",
    woff2: "font/woff2",
  };

  if (version !== "") {
    self.addEventListener("install", (event) => event.waitUntil(install()));
    self.addEventListener("activate", (event) => event.waitUntil(activate()));
    self.addEventListener("message", ({ data }) => {
      if (data === "use-new-version") self.skipWaiting();
    });
    self.addEventListener("fetch", (event) => {
      const answer = answerTo(event.request);
      if (answer !== null) event.respondWith(answer);
    });
  } else {
    self.addEventListener("install", () => self.skipWaiting());
    self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
  }

  async function install() {
    const cache = await caches.open(OWN);
    const others = await olderCaches();
    const waiting = Object.entries(files);
    const work = async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const [path, hash] = next;
        await cache.put(urlOf(path), await kept(path, hash, others));
      }
    };
    try {
      await Promise.all(Array.from({ length: IN_FLIGHT }, work));
      // The first page has asked for them before there was a worker.
      await Promise.all(NETWORKS.map((path) => networks({ url: SCOPE + path })));
    } catch (error) {
      await caches.delete(OWN);
      throw error;
    }
  }

  async function activate() {
    // Pages of the version before may be open still, and load parts of it.
    const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== OWN);
    await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
    await self.clients.claim();
  }

  /** The answer to a request; null where it is not for this part. */
  function answerTo(request) {
    if (request.method !== "GET") return null;
    const { origin, pathname, search } = new URL(request.url);
    if (!(origin + pathname).startsWith(SCOPE)) return null;
    const path = pathOf(pathname);
    if (NETWORKS.includes(path)) return networks(request);
    if (Object.hasOwn(files, path)) return fromVersion(path, request);
    if (Object.hasOwn(later, path)) return fromVersionLater(path, request);
    if (request.mode === "navigate" && Object.hasOwn(files, `${path}/index.html`)) {
      return Promise.resolve(Response.redirect(`${SCOPE}${path}/${search}`, 302));
    }
    // A part of the version before: its name says what is in it.
    return path.startsWith("_next/static/") ? fromAnyVersion(path, request) : null;
  }

  async function fromVersion(path, request) {
    const cache = await caches.open(OWN);
    return (await cache.match(urlOf(path))) ?? fetch(request);
  }

  /** What is large and rarely needed is kept when it is first asked for. */
  async function fromVersionLater(path, request) {
    const cache = await caches.open(OWN);
    const found = await cache.match(urlOf(path));
    if (found !== undefined) return found;
    const response = await kept(path, later[path], []).catch(() => null);
    if (response === null) return fetch(request);
    await cache.put(urlOf(path), response.clone());
    return response;
  }

  async function fromAnyVersion(path, request) {
    for (const cache of await olderCaches()) {
      const found = await cache.match(urlOf(path));
      if (found !== undefined) return found;
    }
    return fetch(request);
  }

  async function networks(request) {
    const cache = await caches.open(NETWORKS_CACHE);
    const last = await cache.match(request.url);
    try {
      const signal = last === undefined ? undefined : AbortSignal.timeout(PATIENCE);
      const response = await fetch(request.url, { cache: "no-store", signal });
      // A host may say that it is away; that a network is there no more, it says by 404.
      if (response.status >= 500 && last !== undefined) return last;
      if (response.ok) await cache.put(request.url, response.clone());
      else await cache.delete(request.url);
      return response;
    } catch {
      return last ?? Response.error();
    }
  }

  /** A file with that hash: from another version if it is in there, else from the host. */
  async function kept(path, hash, others) {
    for (const cache of others) {
      const found = await cache.match(urlOf(path));
      const bytes = await found?.arrayBuffer();
      if (bytes !== undefined && (await hashOf(bytes)) === hash) return responseOf(path, bytes);
    }
    const response = await fetch(urlOf(path), { cache: "no-cache" });
    const bytes = response.ok ? await response.arrayBuffer() : new ArrayBuffer(0);
    if ((await hashOf(bytes)) !== hash) throw new TypeError(`${path} is not of this version.`);
    return responseOf(path, bytes);
  }

  function responseOf(path, bytes) {
    const type = TYPES[path.slice(path.lastIndexOf(".") + 1)] ?? "application/octet-stream";
    return new Response(bytes, { headers: { "content-type": type } });
  }

  async function hashOf(bytes) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /** The caches of other versions, the newest first. */
  async function olderCaches() {
    const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== OWN);
    return Promise.all(names.reverse().map((name) => caches.open(name)));
  }

  /** The file that a path of the site leads to, as static hosts have it. */
  function pathOf(pathname) {
    const path = pathname.slice(new URL(SCOPE).pathname.length);
    return path === "" || path.endsWith("/") ? `${path}index.html` : path;
  }

  /** Where a host has a file; `a/index.html` is asked for as `a/`, since some redirect. */
  function urlOf(path) {
    return SCOPE + path.replace(/(^|\/)index\.html$/, "$1");
  }
})();
