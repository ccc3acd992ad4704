import type { Metadata } from "next";
import { Suspense } from "react";
import { Skeleton } from "../_components/skeleton.tsx";
import { KeysScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "Your keys" };

export default function Page() {
  return (
    <Suspense fallback={<Skeleton label="Loading" />}>
      <KeysScreen />
    </Suspense>
  );
}
