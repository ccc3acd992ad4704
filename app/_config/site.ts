import { AppError } from "./app-error.ts";

/**
 * The address of a file of the site, wherever the site lies: at the root of a host, in a folder, or
 * under a content address. `path` is relative to the site's root.
 *
 * The build writes a `<base>` into every page that points to the root; a development server has
 * none, and serves from the host's root.
 */
export function siteUrl(path: string): URL {
  const root = document.querySelector("base")?.href ?? `${location.origin}/`;
  return new URL(path, root);
}

/**
 * Makes the page's `<base>` absolute. The build writes it relative to the page; should a browser work
 * it out again after a move inside the app, it must still lead to the site's root.
 */
export function pinSiteRoot(): void {
  const base = document.querySelector("base");
  if (base !== null) base.setAttribute("href", base.href);
}

/**
 * Whether what this browser keeps for the site's origin is the site's alone. Path-style gateways serve
 * every site from one origin: each could read and change what another one has kept.
 */
export function isOwnOrigin(): boolean {
  return !/^\/ip[fn]s\//.test(siteUrl("").pathname);
}

/**
 * To be called before keys are made or opened.
 *
 * @throws AppError `site/shared-origin` where other sites could get at them
 */
export function requireOwnOrigin(): void {
  if (isOwnOrigin()) return;
  throw new AppError("site/shared-origin", "Other sites have the same origin.");
}
