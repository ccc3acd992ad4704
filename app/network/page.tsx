import type { Metadata } from "next";
import { NetworkScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "Network" };

export default function Page() {
  return <NetworkScreen />;
}
