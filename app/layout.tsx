import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { Shell } from "./_components/shell.tsx";
import { Providers } from "./_config/providers.tsx";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Leasehold", template: "%s · Leasehold" },
  description: "Share encrypted data for exactly as long as you mean to.",
  referrer: "no-referrer",
};

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f4f5f1" },
    { media: "(prefers-color-scheme: dark)", color: "#0e1513" },
  ],
};

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <Providers>
          <Shell>{children}</Shell>
        </Providers>
      </body>
    </html>
  );
}
