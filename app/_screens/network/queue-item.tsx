"use client";

import { ArrowDownToLine, RotateCw, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Address, Hex } from "viem";
import type { Queued } from "../../../lib/sharing/index.ts";
import { sliceStart } from "../../../lib/slice.ts";
import { Button } from "../../_components/button.tsx";
import { Confirm } from "../../_components/confirm.tsx";
import { useKnownTitles } from "../../_hooks/use-known-titles.ts";
import { useNames } from "../../_hooks/use-names.ts";
import { useQueueRefresh } from "../../_hooks/use-queue.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { copyOfCode } from "../../_text/errors.ts";
import { formatBytes, formatMoment, listNames, shortAddress } from "../../_text/format.ts";

interface QueueItemProps {
  queued: Queued;
  account: Address;
  /** Whether it waits behind one of the same record that cannot be sent. */
  isHeld: boolean;
}

/** One thing that waits: what it is, since when, why it is still here, and what can be done. */
export function QueueItemView({ queued, account, isHeld }: QueueItemProps) {
  const nameOf = useNames();
  const titleOf = useKnownTitles();
  const { sharing, context } = useWorld();
  const refresh = useQueueRefresh();
  const [isAsked, setAsked] = useState(false);
  const { item } = queued;
  const { id } = item;
  const { title, text } = wordsOf(queued, { nameOf, titleOf });
  const isStuck = item.kind !== "damaged" && item.state === "stuck";
  const problem = item.kind !== "damaged" && item.reason !== null ? copyOfCode(item.reason) : null;
  const mayBeSent = "heads" in item && item.heads.length > 0;
  const retry = async () => {
    await sharing.retryQueued(context, { account, id });
    await refresh(account);
  };
  const postpone = async () => {
    await sharing.postponeQueued(context, { account, id });
    await refresh(account);
  };
  const remove = async () => {
    await sharing.removeQueued(context, { account, id });
    await refresh(account);
  };
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 py-3 first:pt-0">
      <div className="min-w-0 flex-1 basis-80">
        <p className="font-semibold [overflow-wrap:anywhere]">{title}</p>
        {text !== "" && <p className="text-small [overflow-wrap:anywhere]">{text}</p>}
        {item.kind !== "damaged" && (
          <p className="text-muted text-small">
            Kept {formatMoment(item.keptAt / 1000)}
            {item.size > 0 && ` · ${formatBytes(item.size)}`}
          </p>
        )}
        {isHeld && (
          <p className="text-small text-time">
            It waits behind the one of the same record that cannot be sent.
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
      <div className="flex flex-wrap gap-2">
        {isStuck && (
          <>
            <Button size="small" icon={RotateCw} onClick={retry}>
              Try again
            </Button>
            <Button size="small" icon={ArrowDownToLine} onClick={postpone}>
              Try it last
            </Button>
          </>
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
        <p>
          {item.kind === "signed"
            ? "It is not sent from here then. What you signed yourself stays among what you signed, where you can cancel it."
            : "It is on this device alone: what you wrote and chose for it is gone then."}
        </p>
        {mayBeSent && (
          <p>It may have been sent already. If so, it can still appear in the record.</p>
        )}
      </Confirm>
    </li>
  );
}

interface Naming {
  nameOf: (address: Address) => string;
  titleOf: (record: Hex) => string | undefined;
}

function wordsOf(queued: Queued, { nameOf, titleOf }: Naming): { title: string; text: string } {
  if ("label" in queued) {
    const { label, item } = queued;
    const isCreation = item.kind === "creation";
    if (label === null) {
      const record = `the record ${shortAddress(item.record)}`;
      return isCreation
        ? { title: "A new record that this key does not open", text: record }
        : {
            title: "An entry that this key does not open",
            text: `Section ${item.section} of ${record}`,
          };
    }
    const parts = [label.message, label.files.length > 0 ? listNames(label.files) : ""];
    return {
      title: isCreation
        ? `A new record: ${label.record}`
        : `An entry for ${label.section || "a section"} of ${label.record || "a record"}`,
      text: parts.filter((part) => part !== "").join(" · "),
    };
  }
  if ("message" in queued && queued.message !== null) {
    const { kind, content } = queued.message;
    const of = titleOf(content.record) || `the record ${shortAddress(content.record)}`;
    switch (kind) {
      case "grant": {
        const { account } = content.lease;
        const until = formatMoment(sliceStart(content.terms.expiresAt));
        return {
          title: `A lease of ${of}, signed`,
          text: `For ${nameOf(account)}, until ${until}`,
        };
      }
      case "revocation":
        return { title: `The end of a lease of ${of}, signed`, text: nameOf(content.account) };
      case "publication":
        return { title: `An entry for ${of}, signed`, text: "" };
    }
  }
  return {
    title: "Something that cannot be read",
    text: "What this device had kept here is damaged. It cannot be sent.",
  };
}
