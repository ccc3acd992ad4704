import type { NextConfig } from "next";
import { PHASE_PRODUCTION_BUILD } from "next/constants.js";
import { inputsHash } from "./scripts/site/inputs.ts";
import { PLACEHOLDER } from "./scripts/site/relocate.ts";

export default function config(phase: string): NextConfig {
  return {
    output: "export",
    // By default it is random; the same sources are to make the same site.
    generateBuildId: () => inputsHash().slice(0, 20),
    trailingSlash: true,
    images: { unoptimized: true },
    // Replaced after the build by the folder that the site turns out to lie in: scripts/site/relocate.ts.
    ...(phase === PHASE_PRODUCTION_BUILD ? { basePath: PLACEHOLDER, assetPrefix: "./" } : {}),
    turbopack: { root: import.meta.dirname },
    typescript: { ignoreBuildErrors: true }, // `npm run check` looks at types
  };
}
