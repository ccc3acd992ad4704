import type { Metadata } from "next";
import { KeysScreen } from "../_screens/keys/keys-screen.tsx";

export const metadata: Metadata = { title: "Your keys" };

export default function Page() {
  return <KeysScreen />;
}
