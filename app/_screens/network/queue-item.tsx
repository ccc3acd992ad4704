"use client";

import { RotateCw, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Address } from "viem";
import type { Queued } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { Confirm } from "../../_components/confirm.tsx";
import { useQueueRefresh } from "../../_hooks/use-queue.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { copyOfCode } from "../../_text/errors.ts";
import { formatBytes, formatMoment, listNames, shortAddress } from "../../_text/format.ts";

/** One thing that waits: what it is, since when, why it is still here, and what can be done. */
export function QueueItemView({ queued, account }: { queued: Queued; account: Address }) {
  const { sharing, context } = useWorld();
  const refresh = useQueueRefresh();
  const [isAsked, setAsked] = useState(false);
  const { item } = queued;
  const { id } = item;
  const { title, text } = wordsOf(queued);
  const isStuck = item.kind !== "damaged" && item.state === "stuck";
  const problem = item.kind !== "damaged" && item.reason !== null ? copyOfCode(item.reason) : null;
  const mayBeSent = item.kind === "publication" && item.heads.length > 0;
  const retry = async () => {
    await sharing.retryQueued(context, { account, id });
    await refresh(account);
  };
  const remove = async () => {
    await sharing.removeQueued(context, { account, id });
    await refresh(account);
  };
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 py-3 first:pt-0">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-semibold [overflow-wrap:anywhere]">{title}</p>
        {text !== "" && <p className="text-small [overflow-wrap:anywhere]">{text}</p>}
        {item.kind !== "damaged" && (
          <p className="text-muted text-small">
            Kept {formatMoment(item.keptAt / 1000)}
            {item.kind === "publication" && ` · ${formatBytes(item.size)}`}
          </p>
        )}
        {problem !== null && (
          <p className={isStuck ? "text-danger text-small" : "text-small text-time"}>
            <strong>
              {isStuck ? "It cannot be sent: " : "Not sent yet: "}
              {problem.title}.
            </strong>{" "}
            {problem.help}
          </p>
        )}
      </div>
      <div className="flex gap-2">
        {isStuck && (
          <Button size="small" icon={RotateCw} onClick={retry}>
            Try again
          </Button>
        )}
        <Button size="small" icon={Trash2} onClick={() => setAsked(true)}>
          Remove
        </Button>
      </div>
      <Confirm
        open={isAsked}
        onOpenChange={setAsked}
        title="Remove it for good?"
        action="Remove"
        onConfirm={remove}
      >
        <p>It is on this device alone: what you wrote and chose for it is gone then.</p>
        {mayBeSent && (
          <p>It may have been sent already. If so, it can still appear in the record.</p>
        )}
      </Confirm>
    </li>
  );
}

function wordsOf(queued: Queued): { title: string; text: string } {
  if ("label" in queued) {
    const { label, item } = queued;
    if (label === null) {
      const text = `Section ${item.section} of the record ${shortAddress(item.record)}`;
      return { title: "An entry that this key does not open", text };
    }
    const parts = [label.message, label.files.length > 0 ? listNames(label.files) : ""];
    return {
      title: `An entry for ${label.section || "a section"} of ${label.record || "a record"}`,
      text: parts.filter((part) => part !== "").join(" · "),
    };
  }
  if ("message" in queued) {
    switch (queued.message?.kind) {
      case "grant":
        return { title: "A lease that was signed", text: "" };
      case "revocation":
        return { title: "The end of a lease, signed", text: "" };
      case "publication":
        return { title: "An entry that was signed", text: "" };
    }
  }
  return {
    title: "Something that cannot be read",
    text: "What this device had kept here is damaged. It cannot be sent.",
  };
}
