import type { Stats } from "node:fs";
import { createReadStream, statSync } from "node:fs";
import type { RequestListener, ServerResponse } from "node:http";
import { extname, join, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { sendJson } from "./http.ts";

const MEDIA_TYPES: Record<string, string> = {
  ".avif": "image/avif",
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

interface StaticOptions {
  /** The folder to serve; null for none. */
  root: string | null;
  /** Answers that are made here, by path: `/devnet.json`. */
  json?: Record<string, unknown>;
}

/**
 * Serves a folder of static files the way plain web hosts do: `a/` is `a/index.html`, `a` is sent on
 * to `a/`, what is missing is `404.html`. No security headers: the pages carry their own policy, and
 * must hold on hosts that send none.
 */
export function createStaticListener({ root, json = {} }: StaticOptions): RequestListener {
  return async (request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.writeHead(405, { allow: "GET, HEAD" }).end();
      return;
    }
    const path = pathOf(request.url ?? "/");
    if (path === null) {
      response.writeHead(400).end();
      return;
    }
    if (Object.hasOwn(json, path)) {
      response.setHeader("cache-control", "no-store");
      sendJson(response, 200, json[path]);
      return;
    }
    const found = find(root, path);
    if (found === "folder") {
      const query = /\?.*$/.exec(request.url ?? "")?.[0] ?? "";
      response.writeHead(308, { location: `.${path.slice(path.lastIndexOf("/"))}/${query}` }).end();
      return;
    }
    const missing = found === null;
    const file = found ?? find(root, "/404.html");
    if (file === null || file === "folder") {
      response.writeHead(404, { "content-type": "text/plain" }).end("Not found\n");
      return;
    }
    // Next puts a hash into the name of whatever lies under _next/static.
    const forever = path.includes("/_next/static/") && !missing;
    response.setHeader("cache-control", forever ? "max-age=31536000, immutable" : "no-cache");
    await send(response, {
      file,
      status: missing ? 404 : 200,
      bodiless: request.method === "HEAD",
      takesGzip: /\bgzip\b/.test(request.headers["accept-encoding"] ?? ""),
    });
  };
}

interface Found {
  path: string;
  size: number;
}

/** The decoded path of a request's target, always with a leading slash; null where it is malformed. */
function pathOf(target: string): string | null {
  try {
    const path = decodeURIComponent(target.split("?", 1)[0]!);
    return path.startsWith("/") && !path.includes("\0") ? path : null;
  } catch {
    return null;
  }
}

/** The file for a path, `"folder"` for a folder asked for without a slash at its end, else null. */
function find(root: string | null, path: string): Found | "folder" | null {
  if (root === null) return null;
  const parts = path.split(/[/\\]/);
  if (parts.includes("..")) return null;
  const full = join(root, ...parts);
  if (full !== root && !full.startsWith(root.endsWith(sep) ? root : root + sep)) return null;
  const stat = statOf(full);
  if (stat?.isFile() && !path.endsWith("/")) return { path: full, size: stat.size };
  if (!stat?.isDirectory()) return null;
  const index = join(full, "index.html");
  const indexStat = statOf(index);
  if (!indexStat?.isFile()) return null;
  return path.endsWith("/") ? { path: index, size: indexStat.size } : "folder";
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

interface Sending {
  file: Found;
  status: number;
  bodiless: boolean;
  takesGzip: boolean;
}

/** Below this many bytes, compression gains nothing. */
const WORTH_COMPRESSING = 1024;

async function send(
  response: ServerResponse,
  { file, status, bodiless, takesGzip }: Sending,
): Promise<void> {
  const type = MEDIA_TYPES[extname(file.path)] ?? "application/octet-stream";
  const isText = /^text|json|javascript|svg|wasm/.test(type);
  const isZipped = takesGzip && isText && file.size >= WORTH_COMPRESSING;
  response.writeHead(status, {
    "content-type": type,
    ...(isText && { vary: "accept-encoding" }),
    ...(isZipped ? { "content-encoding": "gzip" } : { "content-length": file.size }),
  });
  if (bodiless) {
    response.end();
    return;
  }
  const content = createReadStream(file.path);
  const sent = isZipped ? pipeline(content, createGzip(), response) : pipeline(content, response);
  await sent.catch(() => response.destroy());
}
