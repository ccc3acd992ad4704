"use client";

import { RotateCw, Sparkles } from "lucide-react";
import { useEffect, useState } from "react";
import { watchVersions } from "../_config/site-worker.ts";
import { Banner, Words } from "./banner.tsx";
import { Button } from "./button.tsx";

/** Begins the site's worker, and says when a new version of the site can be used. */
export function VersionNotice() {
  const [use, setUse] = useState<(() => void) | null>(null);
  useEffect(() => watchVersions((next) => setUse(() => next)), []);
  if (use === null) return null;
  return (
    <Banner icon={<Sparkles size={18} aria-hidden />}>
      <Words
        title="A new version is ready"
        help="This page goes on with the one that it began with until you reload it."
      />
      <Button size="small" icon={RotateCw} onClick={use}>
        Reload
      </Button>
    </Banner>
  );
}
