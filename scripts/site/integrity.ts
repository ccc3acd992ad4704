import { createHash } from "node:crypto";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { WORKERS } from "./workers.ts";

/**
 * Gives each script and stylesheet that a page loads its hash (Subresource Integrity,
 * https://www.w3.org/TR/SRI/): those that pages name, and those that the bundler's start script loads
 * later; and the app's workers, which pages fetch by their hashes. The workers of the site itself and of
 * pdf.js have none; the site's CID covers them.
 *
 * Pages name the start script by its hash and it knows all others': a host that changes one file has
 * to change the page, and a page is what a person gets by the site's CID or name.
 */
export function addIntegrity(folder: string): void {
  const files = globSync(["_next/static/**/*.{js,css}", `${WORKERS}/*.js`], { cwd: folder }).sort();
  const starts = files.filter((file) => basename(file).startsWith("turbopack-"));
  const hashes = new Map<string, string>();
  const take = (file: string) =>
    hashes.set(basename(file), integrityOf(readFileSync(join(folder, file))));
  for (const file of files) if (!starts.includes(file)) take(file);
  for (const file of starts) {
    const path = join(folder, file);
    const js = readFileSync(path, "utf8");
    if (!basename(file).startsWith("turbopack-worker")) {
      writeFileSync(path, addToStart(js, Object.fromEntries(hashes)));
    }
    take(file);
  }
  for (const page of globSync("**/*.{html,txt}", { cwd: folder })) {
    const path = join(folder, page);
    const text = addToPayload(readFileSync(path, "utf8"), hashes);
    writeFileSync(path, page.endsWith(".html") ? addToPage(text, hashes) : text);
  }
}

export function integrityOf(bytes: Uint8Array): string {
  return `sha256-${createHash("sha256").update(bytes).digest("base64")}`;
}

/** A page whose scripts, stylesheets, and preloads of them name their hashes. */
export function addToPage(html: string, hashes: ReadonlyMap<string, string>): string {
  const tag =
    /<(script|link)\b[^>]*?\s(?:src|href)="[^"]*\/([^/"?]+\.(?:js|css))(?:\?[^"]*)?"[^>]*?(?=\/?>)/g;
  return html.replaceAll(tag, (found, _, file: string) => {
    const hash = hashes.get(file);
    if (hash === undefined) throw new Error(`A page loads ${file}, which is not there.`);
    return found.includes(" integrity=") ? found : `${found} integrity="${hash}"`;
  });
}

/**
 * React's serialized tree, in a file of its own or inside of a page's scripts, whose scripts and
 * stylesheets name their hashes: those of a page that somebody goes to without loading it.
 */
export function addToPayload(text: string, hashes: ReadonlyMap<string, string>): string {
  const property = /(\\?")(?:src|href)\1:\1[^"\\]*\/([^/"\\?]+\.(?:js|css))(?:\?[^"\\]*)?\1/g;
  return text.replaceAll(property, (found, quote: string, file: string) => {
    const hash = hashes.get(file);
    if (hash === undefined) return found;
    return `${found},${quote}integrity${quote}:${quote}${hash}${quote}`;
  });
}

/** The bundler's start script, which looks up the hash of each file before it loads it. */
export function addToStart(js: string, hashes: Readonly<Record<string, string>>): string {
  const load = /\b(\w+)\.crossOrigin=null,\1\.(src|href)=(\w+)/g;
  const count = js.match(load)?.length ?? 0;
  if (count !== 2) {
    throw new Error("The bundler's start is not what it was: look at addToStart");
  }
  const patched = js.replaceAll(
    load,
    (_, element: string, attribute: string, url: string) =>
      `${element}.crossOrigin=null,` +
      `${element}.integrity=LEASEHOLD_INTEGRITY[${url}.split("?")[0].split("/").pop()]||"",` +
      `${element}.${attribute}=${url}`,
  );
  return `var LEASEHOLD_INTEGRITY=${JSON.stringify(hashes)};${patched}`;
}
