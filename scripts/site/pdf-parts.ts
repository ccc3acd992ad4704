import { cpSync, globSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";

const SOURCE = "node_modules/pdfjs-dist";

/**
 * Puts what pdf.js loads while it works beside the site: its worker, the decoders of JPEG 2000 and
 * JBIG2 in plain JavaScript, character maps, and the fonts that every PDF may count on.
 */
export function copyPdfParts(site: string): void {
  const target = join(site, "pdf");
  mkdirSync(join(target, "wasm"), { recursive: true });
  // Some hosts serve `.mjs` under a type that browsers refuse for scripts.
  cpSync(join(SOURCE, "build/pdf.worker.min.mjs"), join(target, "worker.js"));
  for (const file of globSync(join(SOURCE, "wasm/*_nowasm_fallback.js"))) {
    cpSync(file, join(target, "wasm", basename(file)));
  }
  for (const folder of ["cmaps", "standard_fonts"]) {
    cpSync(join(SOURCE, folder), join(target, folder), { recursive: true });
  }
}
