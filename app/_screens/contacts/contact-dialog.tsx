"use client";

import type { SubmitEvent } from "react";
import { useState } from "react";
import { getAddress, isAddress } from "viem/utils";
import { AddressInput } from "../../_components/address-input.tsx";
import { Button } from "../../_components/button.tsx";
import { Dialog } from "../../_components/dialog.tsx";
import { Field } from "../../_components/field.tsx";
import type { Contact } from "../../_config/contacts.ts";
import { useToast } from "../../_hooks/use-toast.ts";
import { useWorld } from "../../_hooks/use-world.ts";

interface ContactDialogProps {
  /** The one to change; without one, somebody new. */
  contact?: Contact;
  onOpenChange: (open: boolean) => void;
}

/** Gives an account a name. */
export function ContactDialog({ contact, onOpenChange }: ContactDialogProps) {
  const { contacts } = useWorld();
  const toast = useToast();
  const [name, setName] = useState(contact?.name ?? "");
  const [typed, setTyped] = useState<string>(contact?.address ?? "");
  const [isChecked, setChecked] = useState(false);
  const address = isAddress(typed.trim()) ? getAddress(typed.trim()) : null;
  const known = contact === undefined && address !== null ? contacts.nameOf(address) : undefined;

  const save = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setChecked(true);
    if (name.trim() === "" || address === null) return;
    contacts.put({ name, address });
    toast(`${name.trim()} is in your contacts.`);
    onOpenChange(false);
  };
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      title={contact === undefined ? "Add a contact" : `Change ${contact.name}`}
    >
      <form onSubmit={save} noValidate className="space-y-5">
        <Field label="Name" error={isChecked && name.trim() === "" && "Enter a name."}>
          {(control) => (
            <input
              {...control}
              className="control"
              maxLength={60}
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field
          label="Address"
          hint={
            known === undefined
              ? "0x and 40 digits. Have the person show it to you, or send it by a way you trust."
              : `You call this account ${known}. Saving changes its name.`
          }
          error={isChecked && address === null && "This is not a complete address."}
        >
          {(control) => (
            <AddressInput
              {...control}
              readOnly={contact !== undefined}
              value={typed}
              onChange={setTyped}
              {...(contact === undefined && { onScan: setTyped })}
            />
          )}
        </Field>
        <div className="flex justify-end gap-3">
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" variant="primary">
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
