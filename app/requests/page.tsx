import type { Metadata } from "next";
import { Suspense } from "react";
import { Skeleton } from "../_components/skeleton.tsx";
import { RequestsScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "Requests" };

export default function Page() {
  return (
    <Suspense fallback={<Skeleton label="Loading" />}>
      <RequestsScreen />
    </Suspense>
  );
}
