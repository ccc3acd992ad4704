import type { Metadata } from "next";
import { RecoverScreen } from "../_screens/recover/recover-screen.tsx";

export const metadata: Metadata = { title: "Use a recovery code" };

export default function Page() {
  return <RecoverScreen />;
}
