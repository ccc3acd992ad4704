import type { Metadata } from "next";
import { Suspense } from "react";
import { Skeleton } from "../_components/skeleton.tsx";
import { NewRecordScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "New record" };

export default function Page() {
  return (
    <Suspense fallback={<Skeleton label="Loading" />}>
      <NewRecordScreen />
    </Suspense>
  );
}
