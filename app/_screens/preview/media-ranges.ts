import { siteUrl } from "../../_config/site.ts";
import { startSiteWorker } from "../../_config/site-worker.ts";

/** A file that can be read in parts. */
export interface RangeSource {
  size: number;
  type: string;
  /** The bytes from `from` (included) to `to` (excluded). */
  read: (range: { from: number; to: number }) => Promise<Uint8Array>;
}

/** As many bytes are read for one answer; the player asks for more. */
const STEP = 2 ** 20;

/** How long the worker may take to begin, in milliseconds. */
const BEGINNING = 5_000;

/** The files that this page serves now, by the names that it made up for them. */
const sources = new Map<string, RangeSource>();
let beginning: Promise<boolean> | null = null;

/**
 * Makes a file readable under an address of this site, by ranges, until the signal aborts: a worker
 * (`public/worker/media.js`) answers for the address and asks this page for each range. Keys stay in
 * the page. Null where the browser has no such workers, or does not let them be here.
 */
export async function serveRanges(
  source: RangeSource,
  signal: AbortSignal,
): Promise<string | null> {
  beginning ??= begin();
  if (!(await beginning)) {
    beginning = null;
    return null;
  }
  const name = crypto.randomUUID();
  sources.set(name, source);
  signal.addEventListener("abort", () => sources.delete(name), { once: true });
  if (signal.aborted) sources.delete(name);
  return siteUrl(`media/${name}`).href;
}

/** Has the worker answer for this page; whether it does. */
async function begin(): Promise<boolean> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (workers === undefined) return false;
  try {
    if ((await startSiteWorker()) === null) return false;
    workers.addEventListener("message", answer);
    workers.startMessages();
    return await isControlled(workers);
  } catch {
    return false;
  }
}

function isControlled(workers: ServiceWorkerContainer): Promise<boolean> {
  if (workers.controller !== null) return Promise.resolve(true);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), BEGINNING);
    const settle = () => {
      clearTimeout(timer);
      resolve(true);
    };
    workers.addEventListener("controllerchange", settle, { once: true });
  });
}

/** Answers one question of the worker: a range of one of the files. */
async function answer({ data, ports: [port] }: MessageEvent): Promise<void> {
  if (port === undefined || typeof data !== "object" || data === null) return;
  const { name, from, to } = data as { name?: unknown; from?: unknown; to?: unknown };
  const source = typeof name === "string" ? sources.get(name) : undefined;
  if (source === undefined || typeof from !== "number") return port.postMessage(null);
  const { size, type } = source;
  const wanted = typeof to === "number" ? to : size;
  const end = Math.min(wanted, from + STEP, size);
  try {
    const bytes = await source.read({ from, to: end });
    port.postMessage({ bytes, from, size, type });
  } catch {
    port.postMessage(null);
  }
}
