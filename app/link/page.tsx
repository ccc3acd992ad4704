import type { Metadata } from "next";
import { LinkScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "Lent by a link", robots: { index: false } };

/** What is lent stands in the fragment, which no server sees. */
export default function Page() {
  return <LinkScreen />;
}
