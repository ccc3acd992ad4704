import { globSync } from "node:fs";
import { basename } from "node:path";

/** The face that nearly all text is set in: without it, a page is first drawn in another and moves. */
const FACE = "atkinson-hyperlegible-next-latin-wght-normal.*.woff2";

/** The tag that has a page fetch its face along with its stylesheet. */
export function fontPreload(folder: string): string {
  const [file, ...more] = globSync(`_next/static/media/${FACE}`, { cwd: folder });
  if (file === undefined || more.length > 0) throw new Error(`There is not one ${FACE}.`);
  const href = `./_next/static/media/${basename(file)}`;
  return `<link rel="preload" as="font" type="font/woff2" href="${href}" crossorigin=""/>`;
}

/** A page with such a tag before its first stylesheet. */
export function addFontPreload(html: string, tag: string): string {
  return html.replace(/<link rel="stylesheet"/, (stylesheet) => tag + stylesheet);
}
