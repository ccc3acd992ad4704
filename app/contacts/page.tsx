import type { Metadata } from "next";
import { ContactsScreen } from "../_screens/screens.tsx";

export const metadata: Metadata = { title: "Contacts" };

export default function Page() {
  return <ContactsScreen />;
}
