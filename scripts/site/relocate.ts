/**
 * Makes an exported site work wherever it lies: at a host's root, under `/ipfs/<cid>/`, in any folder.
 *
 * The site is built with {@link PLACEHOLDER} as its base path and with relative asset addresses. Each
 * page then gets a `<base>` that leads to the site's root; links lose the placeholder; and the one
 * string in the scripts that holds it becomes the path that the browser reads off the `<base>`.
 */

/** The base path that the site is built with (`basePath` in next.config.ts). */
export const PLACEHOLDER = "/__site__";

/** The site's root as a page sees it, without the slash at its end: what Next calls the base path. */
const BASE_PATH = "new URL(document.baseURI).pathname.slice(0,-1)";

/** Where a page's head begins to matter: a browser looks for it in the first 1024 bytes. */
export const CHARSET = /<meta charset="utf-8"\/?>/i;

/** As long as the placeholder and its slash, so that lengths inside of a payload stay true. */
const SAME_LENGTH_ROOT = "./".repeat((PLACEHOLDER.length + 1) / 2);

/**
 * A page at `path` (`records/index.html`). A page for what is missing can stand in for any address, so
 * it takes the host's root for the site's.
 */
export function relocatePage(html: string, path: string): string {
  const depth = path.split("/").length - 1;
  const root = path === "404.html" ? "/" : "../".repeat(depth) || "./";
  const withBase = html.replace(CHARSET, (charset) => `${charset}<base href="${root}"/>`);
  if (withBase === html) throw new Error(`${path} names no character set`);
  return relocatePayload(withBase.replaceAll(`href="${PLACEHOLDER}/`, 'href="./'));
}

/** A payload: React's serialized tree, inside of a page's scripts or in a file of its own. */
export function relocatePayload(text: string): string {
  return text.replaceAll(`${PLACEHOLDER}/`, SAME_LENGTH_ROOT);
}

/** A script that runs in a page. `BASE_URL` is part of what the bundler puts for `import.meta`. */
export function relocateScript(js: string): string {
  return js
    .replaceAll(`"${PLACEHOLDER}"`, BASE_PATH)
    .replaceAll(`BASE_URL:"${PLACEHOLDER}/"`, 'BASE_URL:"./"');
}
