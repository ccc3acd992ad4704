import type { NextConfig } from "next";
import { PLACEHOLDER } from "./scripts/site/relocate.ts";

const isBuild = process.env.NODE_ENV === "production";

const config: NextConfig = {
  output: "export",
  trailingSlash: true,
  images: { unoptimized: true },
  // Replaced after the build by the folder that the site turns out to lie in: scripts/site/relocate.ts.
  ...(isBuild ? { basePath: PLACEHOLDER, assetPrefix: "./" } : {}),
  turbopack: { root: import.meta.dirname },
  typescript: { ignoreBuildErrors: true }, // `npm run check` looks at types
};

export default config;
