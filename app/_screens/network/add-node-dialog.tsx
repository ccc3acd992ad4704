"use client";

import { useMutation } from "@tanstack/react-query";
import type { SubmitEvent } from "react";
import { useState } from "react";
import { Button } from "../../_components/button.tsx";
import { Dialog } from "../../_components/dialog.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { Field } from "../../_components/field.tsx";
import { useToast } from "../../_hooks/use-toast.ts";
import { useChoices, useWorld } from "../../_hooks/use-world.ts";
import { formatNumber } from "../../_text/format.ts";

/** Adds a node of the chain: tries it first. */
export function AddNodeDialog({ onClose }: { onClose: () => void }) {
  const { sharing, context, network } = useWorld();
  const { choices, change } = useChoices();
  const toast = useToast();
  const [url, setUrl] = useState("");
  const adding = useMutation({
    mutationFn: async () => {
      const next = sharing.addNode(choices, url);
      const added = next.rpcUrls.at(-1) as string;
      const { probeNode } = await sharing.loadUpkeep();
      return { next, found: await probeNode(context, { url: added }) };
    },
    onSuccess: ({ next, found }) => {
      change(next);
      toast(`The node answers, at block ${formatNumber(found.height)}. It is asked from now on.`);
      onClose();
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    adding.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Add a node"
      description={`A node of ${network.name}, chain ${network.chainId}.`}
    >
      <form noValidate onSubmit={submit} className="space-y-4">
        <Field
          label="Address"
          hint="Its JSON-RPC address: https:, or wss: to be told of new blocks at once. It sees your network address and which records you ask for, but nothing that is in them."
        >
          {(control) => (
            <input
              {...control}
              type="url"
              className="control"
              placeholder="https://node.example.org"
              autoComplete="off"
              spellCheck={false}
              value={url}
              onChange={({ target }) => setUrl(target.value)}
            />
          )}
        </Field>
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
