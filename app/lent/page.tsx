import type { Metadata } from "next";
import { Suspense } from "react";
import { Skeleton } from "../_components/skeleton.tsx";
import { LentScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "Lent to me" };

export default function Page() {
  return (
    <Suspense fallback={<Skeleton label="Loading" />}>
      <LentScreen />
    </Suspense>
  );
}
