import type { Metadata } from "next";
import { SignedScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "Signed" };

export default function Page() {
  return <SignedScreen />;
}
