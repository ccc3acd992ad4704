"use client";

import { ErrorNotice } from "./_components/error-notice.tsx";

export default function ErrorPage({ error, reset }: { error: Error; reset: () => void }) {
  return <ErrorNotice error={error} onRetry={reset} />;
}
