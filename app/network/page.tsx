import type { Metadata } from "next";
import { NetworkScreen } from "../_screens/network/network-screen.tsx";

export const metadata: Metadata = { title: "Network" };

export default function Page() {
  return <NetworkScreen />;
}
