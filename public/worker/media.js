// Answers for `media/<name>` below the site's root with ranges of a file that a page decrypts, so that
// sound and video play and seek without the whole. It knows no keys and keeps nothing: for each range it
// asks the page that the request comes from. Every other request goes its usual way.
(() => {
  const FOLDER = new URL("media/", self.registration.scope).href;

  /** How long a page may take for one range, in milliseconds. */
  const PATIENCE = 60_000;

  self.addEventListener("fetch", (event) => {
    if (event.request.url.startsWith(FOLDER)) event.respondWith(answer(event));
  });

  async function answer({ request, clientId }) {
    // Only as part of a page: nothing of a file may become a page of this site.
    const isMedia = request.destination === "audio" || request.destination === "video";
    const page = isMedia && clientId ? await self.clients.get(clientId) : undefined;
    const range = rangeOf(request.headers.get("range"));
    if (page === undefined || range === null) return new Response(null, { status: 404 });
    const part = await ask(page, { name: request.url.slice(FOLDER.length), ...range });
    if (part === null) return new Response(null, { status: 404 });
    const { bytes, from, size, type } = part;
    const headers = {
      "accept-ranges": "bytes",
      "cache-control": "no-store",
      "content-length": String(bytes.length),
      "content-security-policy": "default-src 'none'; sandbox",
      "content-type": type,
      "x-content-type-options": "nosniff",
    };
    if (bytes.length === 0) {
      headers["content-range"] = `bytes */${size}`;
      return new Response(null, { status: 416, headers });
    }
    headers["content-range"] = `bytes ${from}-${from + bytes.length - 1}/${size}`;
    return new Response(bytes, { status: 206, headers });
  }

  /** The range of a request (RFC 9110, 14.2), its end excluded; the whole if it names none. */
  function rangeOf(header) {
    if (header === null) return { from: 0, to: null };
    const found = /^bytes=(\d+)-(\d*)$/.exec(header);
    if (found === null) return null;
    return { from: Number(found[1]), to: found[2] === "" ? null : Number(found[2]) + 1 };
  }

  function ask(page, question) {
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      const timer = setTimeout(() => resolve(null), PATIENCE);
      port1.onmessage = ({ data }) => {
        clearTimeout(timer);
        port1.close();
        resolve(data);
      };
      page.postMessage(question, [port2]);
    });
  }
})();
