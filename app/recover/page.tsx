import type { Metadata } from "next";
import { RecoverScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "Use a recovery code" };

export default function Page() {
  return <RecoverScreen />;
}
