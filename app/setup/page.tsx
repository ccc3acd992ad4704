import type { Metadata } from "next";
import { SetUpScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "Set up" };

export default function Page() {
  return <SetUpScreen />;
}
