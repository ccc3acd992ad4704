import type { Metadata } from "next";
import { Suspense } from "react";
import { Skeleton } from "../_components/skeleton.tsx";
import { LinkScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "Lent by a link", robots: { index: false } };

/** What is lent stands in the fragment, which no server sees. */
export default function Page() {
  return (
    <Suspense fallback={<Skeleton label="Loading" />}>
      <LinkScreen />
    </Suspense>
  );
}
