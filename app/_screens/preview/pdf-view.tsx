"use client";

import type { PDFDocumentProxy, PDFPageProxy } from "pdfjs-dist";
import { useEffect, useRef, useState } from "react";
import type { OpenedFile } from "../../../lib/sharing/index.ts";
import { Skeleton } from "../../_components/skeleton.tsx";
import { useFileParts } from "../../_hooks/use-file-parts.ts";
import { useWidth } from "../../_hooks/use-width.ts";
import { count } from "../../_text/format.ts";
import type { PdfParts } from "./pdf.ts";
import { openPdf } from "./pdf.ts";
import { ViewProblem } from "./view-problem.tsx";
import type { ViewProps } from "./view-props.ts";

/** As many pages are drawn. */
const SHOWN = 200;

/** A PDF that is whole in memory. */
export function PdfView({ bytes }: ViewProps) {
  return <PdfPages source={bytes} />;
}

/** A PDF of which only those parts are fetched that the pages on the screen need. */
export function PdfFileView({ file }: { file: OpenedFile }) {
  return <PdfPages source={useFileParts(file)} />;
}

/**
 * A PDF, drawn as pictures of its pages. Scripts, forms, attachments and links of the document are
 * never looked at: only what draws is used.
 */
function PdfPages({ source }: { source: Uint8Array | PdfParts }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const [pdf, setPdf] = useState<PDFDocumentProxy | null | undefined>(undefined);
  useEffect(() => {
    let isOver = false;
    const opening = openPdf(source);
    opening.then(
      ({ document }) => !isOver && setPdf(document),
      () => !isOver && setPdf(null),
    );
    return () => {
      isOver = true;
      opening.then(
        ({ close }) => close(),
        () => undefined,
      );
    };
  }, [source]);
  if (pdf === null) return <ViewProblem what="a PDF" />;
  const pages = Math.min(pdf?.numPages ?? 0, SHOWN);
  return (
    <div ref={box} className="space-y-4">
      {pdf === undefined ? (
        <Skeleton label="Opening the document" lines={8} />
      ) : (
        <p className="text-muted text-small">
          {count(pdf.numPages, "page")}
          {pdf.numPages > SHOWN && `, of which the first ${SHOWN} are shown`}
        </p>
      )}
      {pdf &&
        width > 0 &&
        Array.from({ length: pages }, (_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pages are known by their numbers
          <PdfPage key={i} pdf={pdf} number={i + 1} width={width} />
        ))}
    </div>
  );
}

interface PdfPageProps {
  pdf: PDFDocumentProxy;
  number: number;
  /** In CSS pixels. */
  width: number;
}

/** One page, drawn when it comes near the screen; its text for those who do not see it. */
function PdfPage({ pdf, number, width }: PdfPageProps) {
  const [isNear, setNear] = useState(number === 1);
  const [text, setText] = useState("");
  const [ratio, setRatio] = useState(Math.SQRT2);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (isNear || element === null) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setNear(true), {
      rootMargin: "600px",
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [isNear]);
  useEffect(() => {
    const element = canvas.current;
    if (!isNear || element === null) return;
    let stop: (() => void) | null = null;
    let isOver = false;
    const show = async () => {
      const page = await pdf.getPage(number);
      if (isOver) return;
      const { width: w, height: h } = page.getViewport({ scale: 1 });
      setRatio(h / w);
      stop = draw(page, { canvas: element, width });
      const { items } = await page.getTextContent();
      if (!isOver) setText(items.map((it) => ("str" in it ? it.str : "")).join(" "));
    };
    // A page that cannot be drawn stays blank; so does one whose document was closed meanwhile.
    show().catch(() => undefined);
    return () => {
      isOver = true;
      stop?.();
    };
  }, [pdf, number, width, isNear]);
  return (
    <figure aria-label={`Page ${number}`}>
      <canvas
        ref={canvas}
        aria-hidden
        className="w-full rounded-control border border-line bg-white"
        style={{ height: Math.round(width * ratio) }}
      />
      <figcaption className="sr-only">{text}</figcaption>
    </figure>
  );
}

/** Draws a page as sharp as the screen; gives what stops it. */
function draw(
  page: PDFPageProxy,
  { canvas, width }: { canvas: HTMLCanvasElement; width: number },
): () => void {
  const { width: natural } = page.getViewport({ scale: 1 });
  const density = Math.min(window.devicePixelRatio || 1, 2);
  const viewport = page.getViewport({ scale: (width / natural) * density });
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.floor(viewport.height);
  const task = page.render({ canvas, viewport });
  task.promise.catch(() => undefined);
  return () => task.cancel();
}
