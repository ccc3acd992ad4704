import type { NextConfig } from "next";
import { PHASE_PRODUCTION_BUILD } from "next/constants.js";
import { PLACEHOLDER } from "./scripts/site/relocate.ts";

export default function config(phase: string): NextConfig {
  return {
    output: "export",
    trailingSlash: true,
    images: { unoptimized: true },
    // Replaced after the build by the folder that the site turns out to lie in: scripts/site/relocate.ts.
    ...(phase === PHASE_PRODUCTION_BUILD ? { basePath: PLACEHOLDER, assetPrefix: "./" } : {}),
    turbopack: { root: import.meta.dirname },
    typescript: { ignoreBuildErrors: true }, // `npm run check` looks at types
  };
}
