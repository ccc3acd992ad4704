import type { Metadata } from "next";
import { Suspense } from "react";
import { Skeleton } from "../_components/skeleton.tsx";
import { ExportScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "Export and import" };

export default function Page() {
  return (
    <Suspense fallback={<Skeleton label="Loading" />}>
      <ExportScreen />
    </Suspense>
  );
}
