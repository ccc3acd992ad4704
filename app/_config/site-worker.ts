import { isOwnOrigin, siteUrl } from "./site.ts";

/** How often a page that stays open looks for a new version, in milliseconds. */
const LOOK_EVERY = 60 * 60_000;

let started: Promise<ServiceWorkerRegistration | null> | null = null;

/**
 * Has the site's worker (`public/worker.js`) begin, or go on: it keeps the site's files for when there
 * is no network, and answers for files that a page decrypts. Null where the browser has no such
 * workers or does not let it be here, and where other sites share the address.
 */
export function startSiteWorker(): Promise<ServiceWorkerRegistration | null> {
  started ??= register().catch(() => null);
  return started;
}

async function register(): Promise<ServiceWorkerRegistration | null> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (workers === undefined || !isOwnOrigin()) return null;
  const registration = await workers.register(siteUrl("worker.js"), { updateViaCache: "none" });
  return (registration as ServiceWorkerRegistration | undefined) ?? null;
}

/**
 * Calls when a new version of the site is here and whole. What comes with it loads the page again
 * with that version; what comes back ends the watch.
 */
export function watchVersions(onReady: (use: () => void) => void): () => void {
  const end = new AbortController();
  const { signal } = end;
  startSiteWorker().then((registration) => {
    if (registration === null || signal.aborted) return;
    const workers = navigator.serviceWorker;
    const tell = () => {
      const { waiting } = registration;
      // The first version has nothing before it, and begins by itself.
      if (waiting === null || registration.active === null || signal.aborted) return;
      onReady(() => {
        workers.addEventListener("controllerchange", () => location.reload(), { once: true });
        waiting.postMessage("use-new-version");
      });
    };
    const follow = (worker: ServiceWorker | null) =>
      worker?.addEventListener("statechange", tell, { signal });
    tell();
    follow(registration.installing);
    registration.addEventListener("updatefound", () => follow(registration.installing), { signal });
    // Another tab has gone over to it: this page goes on with its own until it is loaded again.
    let isControlled = workers.controller !== null;
    workers.addEventListener(
      "controllerchange",
      () => {
        if (isControlled) onReady(() => location.reload());
        isControlled = true;
      },
      { signal },
    );
    const timer = setInterval(() => registration.update().catch(() => undefined), LOOK_EVERY);
    signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  });
  return () => end.abort();
}
