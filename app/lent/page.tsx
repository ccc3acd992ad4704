import type { Metadata } from "next";
import { LentScreen } from "../_screens/lent-screen.tsx";

export const metadata: Metadata = { title: "Lent to me" };

export default function Page() {
  return <LentScreen />;
}
