import type { Metadata } from "next";
import { ContactsScreen } from "../_screens/contacts/contacts-screen.tsx";

export const metadata: Metadata = { title: "Contacts" };

export default function Page() {
  return <ContactsScreen />;
}
