import type { PDFDocumentProxy } from "pdfjs-dist";
import { siteUrl } from "../../_config/site.ts";

/** What pdf.js needs beside its code; the build copies it there (`scripts/site/pdf-parts.ts`). */
const PARTS = "pdf/";

/**
 * Opens a PDF. The library and its worker load with the first one, from the site itself; the worker
 * draws with nothing but JavaScript, so that the site's policy need not allow WebAssembly.
 */
export async function openPdf(
  bytes: Uint8Array,
): Promise<{ document: PDFDocumentProxy; close: () => void }> {
  const { getDocument, GlobalWorkerOptions } = await import("pdfjs-dist");
  GlobalWorkerOptions.workerSrc = siteUrl(`${PARTS}worker.js`).href;
  const task = getDocument({
    // The worker takes what it is given.
    data: bytes.slice(),
    cMapUrl: siteUrl(`${PARTS}cmaps/`).href,
    standardFontDataUrl: siteUrl(`${PARTS}standard_fonts/`).href,
    wasmUrl: siteUrl(`${PARTS}wasm/`).href,
    useWasm: false,
    enableXfa: false,
    stopAtErrors: false,
  });
  try {
    const document = await task.promise;
    return { document, close: () => void task.destroy() };
  } catch (error) {
    await task.destroy();
    throw error;
  }
}
