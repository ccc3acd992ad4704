import type { Metadata } from "next";
import { KeysScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "Your keys" };

export default function Page() {
  return <KeysScreen />;
}
