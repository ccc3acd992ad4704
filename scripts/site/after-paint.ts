/** A script that runs whenever it has come: all of the bundler's but the one for old browsers. */
const SCRIPT = /<script src="[^"]+" async="">\s*<\/script>/g;

/** React's hint to fetch one of them sooner. */
const HINT = /<link rel="preload" as="script"[^>]*>/g;

/** How long a page waits for its first frame, in milliseconds: where none comes, scripts run anyway. */
const PATIENCE = 2000;

/**
 * Puts the scripts into the page when its first frame is on the screen; at once in a tab that nobody
 * sees, or goes from, and in a browser that does not tell.
 */
const START = `(() => {
  const { content } = document.currentScript.previousElementSibling;
  const start = () => document.head.append(content);
  const { PerformanceObserver } = globalThis;
  if (document.hidden || !PerformanceObserver?.supportedEntryTypes?.includes("paint")) return start();
  new PerformanceObserver(start).observe({ type: "paint", buffered: true });
  document.addEventListener("visibilitychange", start, { once: true });
  setTimeout(start, ${PATIENCE});
})();`.replace(/\n\s*/g, "");

/**
 * A page that asks for its scripts after its first frame. It is built with its beginning in it, which is
 * there for people to read; scripts that come meanwhile take the network and the processor from it. The
 * tags stay what they are, in a template, where browsers leave them alone.
 */
export function runAfterPaint(html: string): string {
  const scripts = html.match(SCRIPT);
  if (scripts === null) {
    throw new Error("A page's scripts are not what they were: look at scripts/site/after-paint.ts");
  }
  const late = `<template>${scripts.join("")}</template><script>${START}</script></head>`;
  return html
    .replaceAll(SCRIPT, "")
    .replaceAll(HINT, "")
    .replace("</head>", () => late);
}
