"use client";

import { useMutation } from "@tanstack/react-query";
import { LockOpen } from "lucide-react";
import { useState } from "react";
import type { Address } from "viem";
import { isAddress } from "viem/utils";
import { useConnection } from "wagmi";
import type { Reader } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { Field } from "../../_components/field.tsx";
import { requireOwnOrigin } from "../../_config/site.ts";
import { useWorld } from "../../_hooks/use-world.ts";

/** Account and recovery code. */
export function CodeForm({ onOpen }: { onOpen: (reader: Reader) => void }) {
  const { sharing, context } = useWorld();
  const { address: connected } = useConnection();
  const [entered, setEntered] = useState<string | null>(null);
  const [code, setCode] = useState("");
  const [isChecked, setChecked] = useState(false);
  const address = (entered ?? connected ?? "").trim();
  const isGood = isAddress(address);
  const opening = useMutation({
    mutationFn: async () => {
      requireOwnOrigin();
      return sharing.unlockWithCode(context, { address: address as Address, code });
    },
    onSuccess: onOpen,
  });
  return (
    <form
      noValidate
      className="space-y-5"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (isGood && code.trim() !== "") opening.mutate();
      }}
    >
      <Field
        label="Account"
        hint="The address on your print-out; it begins with 0x."
        error={isChecked && !isGood && "This is not an account's address."}
      >
        {(control) => (
          <input
            {...control}
            className="control font-mono text-small!"
            autoComplete="off"
            spellCheck={false}
            value={entered ?? connected ?? ""}
            onChange={(event) => setEntered(event.target.value)}
          />
        )}
      </Field>
      <Field
        label="Recovery code"
        hint="It begins with lhkey. Spaces and capital letters do not matter. It stays in this page."
        error={isChecked && code.trim() === "" && "Enter the code."}
      >
        {(control) => (
          <textarea
            {...control}
            rows={3}
            className="control font-mono text-small!"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        )}
      </Field>
      {opening.isError && <ErrorNotice error={opening.error} />}
      <Button type="submit" variant="primary" icon={LockOpen} busy={opening.isPending}>
        {opening.isPending ? "Looking for your key" : "Open for reading"}
      </Button>
    </form>
  );
}
