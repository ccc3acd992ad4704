import type { Metadata } from "next";
import { ExportScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "Export and import" };

export default function Page() {
  return <ExportScreen />;
}
