import type { Metadata } from "next";
import { Suspense } from "react";
import { Skeleton } from "../_components/skeleton.tsx";
import { RecordsScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "My records" };

export default function Page() {
  return (
    <Suspense fallback={<Skeleton label="Loading" />}>
      <RecordsScreen />
    </Suspense>
  );
}
