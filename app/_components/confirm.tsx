"use client";

import { lazy, Suspense } from "react";
import type { ConfirmProps } from "./confirm-dialog.tsx";
import { lazyOf } from "./lazy.ts";

const ConfirmDialog = lazy(() => import("./confirm-dialog.tsx").then(lazyOf("ConfirmDialog")));

/** Asks before something that cannot be undone. Its code loads when it is first asked for. */
export function Confirm(props: ConfirmProps) {
  if (!props.open) return null;
  return (
    <Suspense>
      <ConfirmDialog {...props} />
    </Suspense>
  );
}
