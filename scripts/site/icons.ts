// `node scripts/site/icons.ts`: draws the icons of the installed app from app/icon.svg. What comes out is
// committed, so that a build needs no renderer.
import { readFileSync } from "node:fs";
import { chromium } from "@playwright/test";
import { findChromium } from "../test/chromium.ts";

const mark = readFileSync("app/icon.svg", "utf8");
const ground = /<rect[^>]*fill="(#[0-9a-f]{6})"/.exec(mark)?.[1];
if (ground === undefined) throw new Error("app/icon.svg has no ground to go on.");

/** The ground goes to the edges and the mark stays inside of what every mask leaves (80 %). */
const maskable = mark
  .replace(
    /<rect[^>]*\/>/,
    `<rect width="32" height="32" fill="${ground}"/><g transform="translate(3.7 3.7) scale(.77)">`,
  )
  .replace("</svg>", "</g></svg>");

const icons = [
  { path: "public/icons/192.png", svg: mark, size: 192 },
  { path: "public/icons/512.png", svg: mark, size: 512 },
  { path: "public/icons/maskable.png", svg: maskable, size: 512 },
  { path: "app/apple-icon.png", svg: maskable, size: 180 },
];

const browser = await chromium.launch(findChromium());
const page = await browser.newPage();
for (const { path, svg, size } of icons) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw}</style>${svg}`);
  await page.screenshot({ path, omitBackground: true });
}
await browser.close();
