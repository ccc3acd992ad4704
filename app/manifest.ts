import type { MetadataRoute } from "next";

export const dynamic = "force-static";

/** How the app is installed. Addresses are relative to this file: the site may lie anywhere. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    id: "./",
    name: "Leasehold",
    short_name: "Leasehold",
    description: "Share encrypted data for exactly as long as you mean to.",
    start_url: "./",
    scope: "./",
    display: "standalone",
    background_color: "#f4f5f1",
    theme_color: "#16211e",
    icons: [
      { src: "icons/192.png", sizes: "192x192", type: "image/png" },
      { src: "icons/512.png", sizes: "512x512", type: "image/png" },
      { src: "icons/maskable.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
  };
}
