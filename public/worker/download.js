// Answers for `download/<name>` below the site's root with a file that a page hands over as it is
// decrypted, so that it goes to the disk without being held in memory. The page announces the download
// and gives a port; the name is made up by the page, cannot be guessed, and is good for one request.
// Only as many chunks are asked for as the browser takes: the page waits with the next. The worker
// knows no keys and keeps nothing.

(() => {
  const FOLDER = new URL("download/", self.registration.scope).href;

  /** How long an announced download waits for its request, in milliseconds. */
  const PATIENCE = 60_000;

  /** Announced and not yet asked for, by name. */
  const announced = new Map();

  self.addEventListener("message", ({ data, ports: [port] }) => {
    if (data?.type !== "download" || typeof data.name !== "string" || port === undefined) return;
    const timer = setTimeout(() => announced.delete(data.name), PATIENCE);
    announced.set(data.name, { ...data, port, timer });
    port.postMessage({ type: "ready" });
  });

  self.addEventListener("fetch", (event) => {
    const { url } = event.request;
    if (url.startsWith(FOLDER)) event.respondWith(answer(url.slice(FOLDER.length)));
  });

  function answer(name) {
    const found = announced.get(name);
    announced.delete(name);
    if (found === undefined) return new Response(null, { status: 404 });
    const { port, timer, file, size } = found;
    clearTimeout(timer);
    const headers = {
      "cache-control": "no-store",
      "content-disposition": `attachment; filename*=UTF-8''${encoded(file)}`,
      "content-security-policy": "default-src 'none'; sandbox",
      "content-type": "application/octet-stream",
      "x-content-type-options": "nosniff",
    };
    if (typeof size === "number") headers["content-length"] = String(size);
    return new Response(streamOf(port), { headers });
  }

  function streamOf(port) {
    let settle = null;
    return new ReadableStream(
      {
        start(controller) {
          port.onmessage = ({ data }) => {
            if (data.type === "chunk") controller.enqueue(data.bytes);
            else if (data.type === "end") controller.close();
            else controller.error(new Error("The page has stopped the download."));
            if (data.type !== "chunk") port.close();
            settle?.();
          };
        },
        pull() {
          port.postMessage({ type: "pull" });
          return new Promise((resolve) => {
            settle = resolve;
          });
        },
        cancel() {
          port.postMessage({ type: "cancel" });
          port.close();
        },
      },
      { highWaterMark: 1 },
    );
  }

  /** A file's name as RFC 8187 has it. */
  function encoded(name) {
    return encodeURIComponent(String(name)).replace(
      /['()*]/g,
      (it) => `%${it.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  }
})();
