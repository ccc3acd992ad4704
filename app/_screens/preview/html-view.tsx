"use client";

import { useMemo } from "react";
import { textOf } from "./text-of.ts";
import type { ViewProps } from "./view-props.ts";

/**
 * Nothing but the document itself and what it carries inside. The frame has no script, no form, no
 * origin (`sandbox` with no permission at all), and inherits the page's policy besides.
 */
const POLICY =
  "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";

/** A document of HTML, as a picture of itself: its scripts do not run and it can reach nothing. */
export function HtmlView({ file, bytes }: ViewProps) {
  const source = useMemo(() => framed(textOf(bytes)), [bytes]);
  return (
    <>
      <p className="mb-3 text-muted text-small">
        Shown without its scripts, and without anything that it would load from elsewhere.
      </p>
      <iframe
        title={file.name}
        sandbox=""
        referrerPolicy="no-referrer"
        srcDoc={source}
        className="h-[65dvh] w-full rounded-control border border-line bg-white"
      />
    </>
  );
}

/** The document with our policy before anything of its own. */
export function framed(html: string): string {
  return (
    "<!doctype html><head>" +
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">` +
    '<meta http-equiv="x-dns-prefetch-control" content="off"></head>' +
    html
  );
}
