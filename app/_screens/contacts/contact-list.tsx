"use client";

import { BookUser, Pencil, Search, Trash2, UserPlus } from "lucide-react";
import { useState } from "react";
import { Avatar } from "../../_components/avatar.tsx";
import { Button, IconButton } from "../../_components/button.tsx";
import { Confirm } from "../../_components/confirm.tsx";
import { CopyButton } from "../../_components/copy-button.tsx";
import { Empty } from "../../_components/empty.tsx";
import { Panel } from "../../_components/panel.tsx";
import type { Contact } from "../../_config/contacts.ts";
import { useContacts } from "../../_hooks/use-names.ts";
import { useToast } from "../../_hooks/use-toast.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { count, shortAddress } from "../../_text/format.ts";
import { ContactDialog } from "./contact-dialog.tsx";

/** From so many on, they can be searched; as many are shown at a time. */
const SEARCHED = 8;
const PAGE = 50;

/** All contacts, to add, to change and to remove. */
export function ContactList() {
  const { contacts } = useWorld();
  const toast = useToast();
  const all = useContacts();
  const [typed, setTyped] = useState("");
  const [shown, setShown] = useState(PAGE);
  const [edited, setEdited] = useState<Contact | "new" | null>(null);
  const [removed, setRemoved] = useState<Contact | null>(null);
  const wanted = typed.trim().toLowerCase();
  const fitting = all.filter(
    ({ name, address }) =>
      name.toLowerCase().includes(wanted) || address.toLowerCase().includes(wanted),
  );
  return (
    <Panel
      title="People"
      {...(all.length > 0 && { note: count(all.length, "contact") })}
      actions={
        <Button size="small" icon={UserPlus} onClick={() => setEdited("new")}>
          Add a contact
        </Button>
      }
    >
      {all.length >= SEARCHED && (
        <label className="relative mb-3 block">
          <span className="sr-only">Search contacts</span>
          <Search size={18} aria-hidden className="absolute top-3.5 left-3 text-muted" />
          <input
            type="search"
            className="control pl-10!"
            placeholder="Name or address"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
      )}
      {all.length === 0 ? (
        <Empty icon={BookUser} title="No contacts yet">
          Give an account a name once, and you can lend to it by that name.
        </Empty>
      ) : fitting.length === 0 ? (
        <p className="py-2 text-muted">Nobody fits this search.</p>
      ) : (
        <ul aria-label="Contacts" className="-my-2 divide-y divide-line">
          {fitting.slice(0, shown).map((contact) => (
            <li key={contact.address} className="flex items-center gap-3 py-2">
              <Avatar address={contact.address} size={36} />
              <span className="min-w-0 flex-1">
                <span className="block break-words font-semibold">{contact.name}</span>
                <span className="flex items-center font-mono text-muted text-tiny">
                  {shortAddress(contact.address)}
                </span>
              </span>
              <CopyButton text={contact.address} label={`Copy the address of ${contact.name}`} />
              <IconButton
                label={`Change ${contact.name}`}
                icon={Pencil}
                onClick={() => setEdited(contact)}
              />
              <IconButton
                label={`Remove ${contact.name}`}
                icon={Trash2}
                onClick={() => setRemoved(contact)}
              />
            </li>
          ))}
        </ul>
      )}
      {fitting.length > shown && (
        <Button size="small" className="mt-4" onClick={() => setShown((it) => it + PAGE)}>
          Show more
        </Button>
      )}
      {edited !== null && (
        <ContactDialog
          {...(edited !== "new" && { contact: edited })}
          onOpenChange={(open) => !open && setEdited(null)}
        />
      )}
      <Confirm
        open={removed !== null}
        onOpenChange={(open) => !open && setRemoved(null)}
        title={`Remove ${removed?.name ?? ""} from your contacts?`}
        action="Remove the contact"
        onConfirm={() => {
          if (removed === null) return;
          contacts.remove(removed.address);
          setRemoved(null);
          toast(`${removed.name} is no longer in your contacts.`);
        }}
      >
        <p>Only the name is removed. What was lent to the account stays as it is.</p>
      </Confirm>
    </Panel>
  );
}
