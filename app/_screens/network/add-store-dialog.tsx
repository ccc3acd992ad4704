"use client";

import { useMutation } from "@tanstack/react-query";
import type { SubmitEvent } from "react";
import { useState } from "react";
import type { StoreChoice } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { Choices } from "../../_components/choices.tsx";
import { Dialog } from "../../_components/dialog.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { Field } from "../../_components/field.tsx";
import { useToast } from "../../_hooks/use-toast.ts";
import { useChoices, useWorld } from "../../_hooks/use-world.ts";
import type { StoreDraft } from "./store-draft.ts";
import { choiceOf, EMPTY_STORE } from "./store-draft.ts";

const KINDS = [
  { value: "kubo", label: "IPFS node", note: "Yours, by its RPC address" },
  { value: "pinning", label: "Pinning service", note: "Keeps what a node has" },
  { value: "gateway", label: "Gateway", note: "Only to read from" },
] as const;

const ADDRESS_HINTS: Readonly<Record<StoreChoice["kind"], string>> = {
  kubo: "Its RPC address, without /api/v0. The node has to let this site in: API.HTTPHeaders in its settings.",
  pinning: "Its endpoint, without /pins. It fetches from the first IPFS node in your list.",
  gateway: "A trustless gateway: what it gives is checked.",
};

/** Adds a store: tries it first. */
export function AddStoreDialog({ onClose }: { onClose: () => void }) {
  const { sharing, context } = useWorld();
  const { choices, change } = useChoices();
  const toast = useToast();
  const [draft, setDraft] = useState(EMPTY_STORE);
  const adding = useMutation({
    mutationFn: async () => {
      const next = sharing.addStore(choices, choiceOf(draft));
      const choice = next.stores.at(-1) as StoreChoice;
      const { probeStore } = await sharing.loadUpkeep();
      await probeStore(context, { choice });
      return next;
    },
    onSuccess: (next) => {
      change(next);
      toast(
        draft.kind === "gateway"
          ? "The gateway answers, and is read from now on."
          : "The store works. While you are unlocked, your records are copied there.",
      );
      onClose();
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    adding.mutate();
  };
  const write = (part: Partial<StoreDraft>) => {
    setDraft({ ...draft, ...part });
    adding.reset();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Add a store"
      description="It gets encrypted blocks, and sees their sizes and when they are asked for."
    >
      <form noValidate onSubmit={submit} className="space-y-4">
        <Choices
          legend="Kind"
          choices={KINDS}
          value={draft.kind}
          onChange={(kind) => write({ kind })}
        />
        <Text
          label="Address"
          hint={ADDRESS_HINTS[draft.kind]}
          placeholder="https://store.example.org"
          value={draft.url}
          onChange={(url) => write({ url })}
        />
        {draft.kind === "pinning" && (
          <Text
            label="Gateway"
            hint="Where what it keeps is read: its own gateway, or any."
            placeholder="https://gateway.example.org"
            value={draft.gateway}
            onChange={(gateway) => write({ gateway })}
          />
        )}
        {draft.kind !== "gateway" && (
          <Text
            label={draft.kind === "pinning" ? "Access token" : "Access token (optional)"}
            hint="Stays in this browser, unencrypted: whoever uses this browser profile can read it. Give it no more rights than it needs."
            value={draft.token}
            onChange={(token) => write({ token })}
          />
        )}
        {adding.isError && <ErrorNotice error={adding.error} />}
        <div className="flex flex-wrap justify-end gap-3">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={adding.isPending}>
            Try it and add it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface TextProps {
  label: string;
  hint: string;
  placeholder?: string;
  value: string;
  onChange: (value: string) => void;
}

function Text({ label, hint, placeholder, value, onChange }: TextProps) {
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <input
          {...control}
          className="control"
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}
