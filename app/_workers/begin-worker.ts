/** How long a worker may take to begin, in milliseconds. */
const BEGINNING = 10_000;

/** The site's scripts by their names, with their hashes (`scripts/site/integrity.ts`). */
type Hashes = Readonly<Record<string, string>>;

/**
 * Begins one of the site's workers (`scripts/site/workers.ts`), which says so by a first message.
 *
 * A worker's address cannot be given a hash. So the script is fetched with its hash, and the worker is
 * made of what came: as such it is also held to the page's policy.
 *
 * @throws DOMException `NotSupportedError` where it does not begin
 */
export async function beginWorker(name: string): Promise<Worker> {
  const integrity = (globalThis as { LEASEHOLD_INTEGRITY?: Hashes }).LEASEHOLD_INTEGRITY?.[name];
  // Only a built site has any.
  if (integrity === undefined) throw notBegun();
  const response = await fetch(new URL(`workers/${name}`, document.baseURI), {
    integrity,
    signal: AbortSignal.timeout(BEGINNING),
  });
  if (!response.ok) throw notBegun();
  const script = new Blob([await response.arrayBuffer()], { type: "text/javascript" });
  const address = URL.createObjectURL(script);
  try {
    return await begun(new Worker(address));
  } finally {
    URL.revokeObjectURL(address);
  }
}

function begun(worker: Worker): Promise<Worker> {
  return new Promise((resolve, reject) => {
    const end = (outcome: () => void) => {
      clearTimeout(timer);
      worker.removeEventListener("error", fail);
      outcome();
    };
    const fail = () =>
      end(() => {
        worker.terminate();
        reject(notBegun());
      });
    const timer = setTimeout(fail, BEGINNING);
    worker.addEventListener("error", fail);
    worker.addEventListener("message", () => end(() => resolve(worker)), { once: true });
  });
}

function notBegun(): DOMException {
  return new DOMException("The worker does not begin.", "NotSupportedError");
}
