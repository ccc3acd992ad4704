import type { Metadata } from "next";
import { ActivityScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "Activity" };

/** The record's id is in the query, which is not known when the page is built. */
export default function Page() {
  return <ActivityScreen />;
}
