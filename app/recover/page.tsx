import type { Metadata } from "next";
import { Suspense } from "react";
import { Skeleton } from "../_components/skeleton.tsx";
import { RecoverScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "Use a recovery code" };

export default function Page() {
  return (
    <Suspense fallback={<Skeleton label="Loading" />}>
      <RecoverScreen />
    </Suspense>
  );
}
