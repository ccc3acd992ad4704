"use client";

import { BookUser } from "lucide-react";
import { useState } from "react";
import type { Address } from "viem";
import { Button } from "../../_components/button.tsx";
import { Field } from "../../_components/field.tsx";
import { useToast } from "../../_hooks/use-toast.ts";
import { useWorld } from "../../_hooks/use-world.ts";

/** Offers to keep an account under a name; nothing where it has one. */
export function SaveContact({ address, proposed }: { address: Address; proposed: string }) {
  const { contacts, network } = useWorld();
  const toast = useToast();
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState(proposed);
  const isDemo = network.demo?.accounts.some(
    (it) => it.address.toLowerCase() === address.toLowerCase(),
  );
  if (contacts.nameOf(address) !== undefined || isDemo) return null;
  if (!isOpen) {
    return (
      <Button
        size="small"
        variant="quiet"
        icon={BookUser}
        className="mt-1 -ml-3"
        onClick={() => setOpen(true)}
      >
        Save as a contact
      </Button>
    );
  }
  const save = () => {
    contacts.put({ name, address });
    toast(`${name.trim()} is in your contacts.`);
  };
  return (
    <div className="mt-2 flex items-end gap-2">
      <div className="min-w-0 flex-1">
        <Field label="Name of this contact">
          {(control) => (
            <input
              {...control}
              className="control"
              maxLength={60}
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return;
                event.preventDefault();
                if (name.trim() !== "") save();
              }}
            />
          )}
        </Field>
      </div>
      <Button disabled={name.trim() === ""} onClick={save}>
        Save
      </Button>
    </div>
  );
}
