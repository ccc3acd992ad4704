import type { Metadata } from "next";
import { Suspense } from "react";
import { Skeleton } from "../_components/skeleton.tsx";
import { SetUpScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "Set up" };

export default function Page() {
  return (
    <Suspense fallback={<Skeleton label="Loading" />}>
      <SetUpScreen />
    </Suspense>
  );
}
