"use client";

import { LateErrorNotice } from "./_components/late-error-notice.tsx";

export default function ErrorPage({ error, reset }: { error: Error; reset: () => void }) {
  return <LateErrorNotice error={error} onRetry={reset} />;
}
