import type { Metadata } from "next";
import { LentScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "Lent to me" };

export default function Page() {
  return <LentScreen />;
}
