"use client";

import { useState } from "react";
import { mediaTypeOf } from "./preview-kind.ts";
import { useBlobUrl } from "./use-content.ts";
import { ViewProblem } from "./view-problem.tsx";
import type { ViewProps } from "./view-props.ts";

/** A picture. As an image, a drawing (SVG) runs no script and loads nothing from elsewhere. */
export function ImageView({ file, bytes }: ViewProps) {
  const [isBroken, setBroken] = useState(false);
  const url = useBlobUrl(bytes, mediaTypeOf(file));
  if (isBroken) return <ViewProblem what="a picture" />;
  if (url === null) return null;
  return (
    // biome-ignore lint/performance/noImgElement: a decrypted file has no address to optimise it at
    <img
      src={url}
      alt={file.name}
      onError={() => setBroken(true)}
      className="mx-auto max-h-[70dvh] max-w-full rounded-control bg-sunken object-contain"
    />
  );
}
