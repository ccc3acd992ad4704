import type { Metadata } from "next";
import { Suspense } from "react";
import { Skeleton } from "../_components/skeleton.tsx";
import { ContactsScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "Contacts" };

export default function Page() {
  return (
    <Suspense fallback={<Skeleton label="Loading" />}>
      <ContactsScreen />
    </Suspense>
  );
}
