import type { Metadata } from "next";
import { NewRecordScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "New record" };

export default function Page() {
  return <NewRecordScreen />;
}
