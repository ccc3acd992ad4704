import type { Metadata } from "next";
import { RecordsScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "My records" };

export default function Page() {
  return <RecordsScreen />;
}
