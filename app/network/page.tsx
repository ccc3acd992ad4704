import type { Metadata } from "next";
import { Suspense } from "react";
import { Skeleton } from "../_components/skeleton.tsx";
import { NetworkScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "Network" };

export default function Page() {
  return (
    <Suspense fallback={<Skeleton label="Loading" />}>
      <NetworkScreen />
    </Suspense>
  );
}
