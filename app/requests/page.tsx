import type { Metadata } from "next";
import { RequestsScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "Requests" };

export default function Page() {
  return <RequestsScreen />;
}
