import type { PDFDocumentProxy } from "pdfjs-dist";
import { siteUrl } from "../../_config/site.ts";

/** What pdf.js needs beside its code; the build copies it there (`scripts/site/pdf-parts.ts`). */
const PARTS = "pdf/";

/** A document that is fetched in parts. */
export interface PdfParts {
  size: number;
  read: (from: number, to: number) => Promise<Uint8Array>;
}

/** As many bytes are read at a time where a document is fetched in parts. */
const STEP = 2 ** 18;

/**
 * Opens a PDF: whole in memory, or in parts, of which only those are read that a page needs. The library and its worker load with the first one, from the site itself; the worker
 * draws with nothing but JavaScript, so that the site's policy need not allow WebAssembly.
 */
export async function openPdf(
  source: Uint8Array | PdfParts,
): Promise<{ document: PDFDocumentProxy; close: () => void }> {
  const { getDocument, GlobalWorkerOptions, PDFDataRangeTransport } = await import("pdfjs-dist");
  GlobalWorkerOptions.workerSrc = siteUrl(`${PARTS}worker.js`).href;
  const parts = source instanceof Uint8Array ? null : source;
  const transport = new PDFDataRangeTransport(parts?.size ?? 0, null);
  const task = getDocument({
    // The worker takes what it is given.
    ...(source instanceof Uint8Array
      ? { data: source.slice() }
      : { range: transport, rangeChunkSize: STEP, disableAutoFetch: true, disableStream: true }),
    cMapUrl: siteUrl(`${PARTS}cmaps/`).href,
    standardFontDataUrl: siteUrl(`${PARTS}standard_fonts/`).href,
    wasmUrl: siteUrl(`${PARTS}wasm/`).href,
    useWasm: false,
    enableXfa: false,
    stopAtErrors: false,
  });
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  transport.requestDataRange = (from, to) => {
    parts
      ?.read(from, to)
      .then((bytes) => transport.onDataRange(from, bytes.slice()), failed.reject);
  };
  try {
    const document = await Promise.race([task.promise, failed.promise]);
    return { document, close: () => void task.destroy() };
  } catch (error) {
    await task.destroy();
    throw error;
  }
}
