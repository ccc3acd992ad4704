import { siteUrl } from "../_config/site.ts";
import { startSiteWorker } from "../_config/site-worker.ts";
import type { Target } from "./target.ts";

/** How long the worker may take to be ready for a download, in milliseconds. */
const READY = 5_000;

/** How long the worker's first version may take to be there, in milliseconds. */
const BEGINNING = 15_000;

/** How often the worker is told that the page is still there, in milliseconds: some browsers end an idle one. */
const KEEP_ALIVE = 10_000;

/** How long the frame that began a download is kept, in milliseconds: the browser has it by then. */
const FRAME_KEPT = 60_000;

/**
 * A target that streams into the browser's downloads: the site's worker (`public/worker/download.js`)
 * answers for an address that cannot be guessed and is good for one request, with what this page hands
 * it chunk by chunk. Null where there is no such worker.
 */
export async function streamDownload(file: string, size: number | null): Promise<Target | null> {
  const worker = await activeWorker();
  if (worker === null) return null;
  const name = crypto.randomUUID();
  const { port1: port, port2 } = new MessageChannel();
  const isReady = new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), READY);
    port.onmessage = () => {
      clearTimeout(timer);
      resolve(true);
    };
  });
  worker.postMessage({ type: "download", name, file, size }, [port2]);
  if (!(await isReady)) return null;
  return { write: (stream) => send(stream, { port, worker, url: siteUrl(`download/${name}`) }) };
}

/** The worker that answers for the site's addresses, for this page or not; null where there is none. */
async function activeWorker(): Promise<ServiceWorker | null> {
  const registration = await startSiteWorker();
  if (registration === null || registration.active !== null) return registration?.active ?? null;
  const later = new Promise<null>((resolve) => setTimeout(() => resolve(null), BEGINNING));
  const ready = navigator.serviceWorker.ready.then(({ active }) => active);
  return Promise.race([ready, later]);
}

interface Way {
  port: MessagePort;
  worker: ServiceWorker;
  url: URL;
}

/** Hands chunks over as they are asked for; resolves when the browser has taken the last. */
async function send(stream: ReadableStream<Uint8Array>, { port, worker, url }: Way): Promise<void> {
  const reader = stream.getReader();
  const alive = setInterval(() => worker.postMessage({ type: "alive" }), KEEP_ALIVE);
  let wake = () => {};
  let asked = 0;
  let isCancelled = false;
  port.onmessage = ({ data }: MessageEvent<{ type: string }>) => {
    if (data.type === "pull") asked += 1;
    else isCancelled = true;
    wake();
  };
  // A frame, not a link: following a link would ask whether to leave unfinished work.
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.src = url.href;
  document.body.append(frame);
  try {
    for (;;) {
      while (asked === 0 && !isCancelled) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (isCancelled) throw new DOMException("The browser cancelled the download.", "AbortError");
      asked -= 1;
      const { done, value } = await reader.read();
      if (done) break;
      // Its own copy: what is handed over is gone here, and a part of a buffer would take the rest along.
      const bytes = value.slice();
      port.postMessage({ type: "chunk", bytes }, [bytes.buffer]);
    }
    port.postMessage({ type: "end" });
  } catch (error) {
    port.postMessage({ type: "failed" });
    await reader.cancel(error).catch(() => undefined);
    throw error;
  } finally {
    clearInterval(alive);
    setTimeout(() => {
      frame.remove();
      port.close();
    }, FRAME_KEPT);
  }
}
