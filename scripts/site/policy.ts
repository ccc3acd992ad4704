import { createHash } from "node:crypto";
import { CHARSET } from "./relocate.ts";

/**
 * What a page may load and run. It stands in the page itself, because the hosts that the site is meant
 * for (any web server, IPFS gateways) send no headers of ours.
 *
 * Scripts come from the site alone, those inside of a page by their hash. Where the app may connect to
 * is wide on purpose: people enter the addresses of their own nodes and storage.
 */
export function contentSecurityPolicy(inlineScripts: readonly string[]): string {
  const hashes = inlineScripts.map(
    (script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`,
  );
  const policy: Record<string, readonly string[]> = {
    "default-src": ["'none'"],
    "base-uri": ["'self'"],
    "connect-src": [
      "'self'",
      "https:",
      "wss:",
      "http://localhost:*",
      "http://127.0.0.1:*",
      "ws://localhost:*",
      "ws://127.0.0.1:*",
      "blob:",
    ],
    "font-src": ["'self'"],
    "form-action": ["'none'"],
    "frame-src": ["'self'", "blob:"],
    "img-src": ["'self'", "blob:", "data:"],
    "manifest-src": ["'self'"],
    "media-src": ["'self'", "blob:"],
    "object-src": ["'none'"],
    "script-src": ["'self'", ...new Set(hashes)],
    "style-src": ["'self'", "'unsafe-inline'"],
    "worker-src": ["'self'", "blob:"],
  };
  return Object.entries(policy)
    .map(([directive, sources]) => `${directive} ${sources.join(" ")}`)
    .join("; ");
}

/** Writes the policy into a page, right after its character set: before anything that it governs. */
export function addPolicy(html: string): string {
  const scripts = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)];
  const policy = contentSecurityPolicy(scripts.map(([, text]) => text ?? ""));
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}"/>`;
  return html.replace(CHARSET, (charset) => `${charset}${meta}`);
}
