import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Download } from "@playwright/test";

/** A file as Playwright hands it to a page. */
export interface TestFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

export function textFile(name: string, text: string): TestFile {
  return { name, mimeType: "text/plain", buffer: Buffer.from(text) };
}

/** Bytes that nothing can compress or guess. */
export function randomFile(name: string, size: number): TestFile {
  return { name, mimeType: "application/octet-stream", buffer: randomBytes(size) };
}

/** A PNG of one pixel. */
export function pictureFile(name: string): TestFile {
  const base64 =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
  return { name, mimeType: "image/png", buffer: Buffer.from(base64, "base64") };
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Name and digest of what was downloaded, to compare with {@link outlineOf}. */
export async function downloaded(download: Download): Promise<{ name: string; digest: string }> {
  const bytes = await readFile(await download.path());
  return { name: download.suggestedFilename(), digest: sha256(bytes) };
}

export function outlineOf({ name, buffer }: TestFile): { name: string; digest: string } {
  return { name, digest: sha256(buffer) };
}
