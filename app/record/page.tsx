import type { Metadata } from "next";
import { RecordScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "Record" };

/** The record's id is in the query, which is not known when the page is built. */
export default function Page() {
  return <RecordScreen />;
}
