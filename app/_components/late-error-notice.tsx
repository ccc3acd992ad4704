"use client";

import { lazy, Suspense } from "react";
import { Button } from "./button.tsx";
import type { ErrorNoticeProps } from "./error-notice.tsx";
import { lazyOf } from "./lazy.ts";
import { Notice } from "./notice.tsx";

const ErrorNotice = lazy(() =>
  import("./error-notice.tsx").then(lazyOf("ErrorNotice"), () => ({ default: WithoutWords })),
);

/** An `ErrorNotice` whose words load when they are needed: for what every page loads first. */
export function LateErrorNotice(props: ErrorNoticeProps) {
  return (
    <Suspense>
      <ErrorNotice {...props} />
    </Suspense>
  );
}

/** Where the words cannot be loaded either, that is most likely what is wrong. */
function WithoutWords(_: ErrorNoticeProps) {
  return (
    <Notice
      tone="danger"
      role="alert"
      title="A part of the site could not be loaded"
      actions={
        <Button size="small" onClick={() => location.reload()}>
          Reload
        </Button>
      }
    >
      <p>Check your connection, then reload the page.</p>
    </Notice>
  );
}
