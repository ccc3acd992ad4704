import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runChild } from "../../scripts/child.ts";

const FOLDER = ".cache/empty-page";

const FILES: Readonly<Record<string, string>> = {
  "app/layout.jsx": `export const metadata = { title: "Empty", description: "Nothing but a heading." };
export default function Layout({ children }) {
  return <html lang="en"><body>{children}</body></html>;
}`,
  "app/page.jsx": `"use client";
export default function Page() {
  return <main><h1>Empty</h1></main>;
}`,
  "next.config.mjs": `export default {
  output: "export",
  turbopack: { root: ${JSON.stringify(process.cwd())} },
};`,
};

/** Builds the least that Next makes a page of, to compare with; returns the folder of its files. */
export async function buildEmptyPage(): Promise<string> {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(join(FOLDER, "app"), { recursive: true });
  for (const [path, text] of Object.entries(FILES)) writeFileSync(join(FOLDER, path), text);
  const { code, output } = await runChild("next", ["build", FOLDER], {
    env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    timeout: 600_000,
  });
  if (code !== 0) throw new TypeError(`The empty page could not be built.\n\n${output.trim()}`);
  return join(FOLDER, "out");
}
