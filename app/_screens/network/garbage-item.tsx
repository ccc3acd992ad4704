"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Search, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Garbage, ManagedStore, UnlockedAccount } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { Confirm } from "../../_components/confirm.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { queryKeys } from "../../_config/query-keys.ts";
import { useToast } from "../../_hooks/use-toast.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { count, formatBytes, formatNear } from "../../_text/format.ts";

/** How long blocks have to have been left over before they are removed, as the library does. */
const MIN_AGE_MS = 60 * 60_000;

interface GarbageItemProps {
  account: UnlockedAccount;
  store: ManagedStore;
  isDevice?: boolean;
}

/** Looks for left-overs in one store, and removes those that were found an hour ago. */
export function GarbageItem({ account, store, isDevice = false }: GarbageItemProps) {
  const { sharing, context } = useWorld();
  const queries = useQueryClient();
  const toast = useToast();
  const [isAsking, setAsking] = useState(false);
  const place = isDevice ? "this device" : store.name;
  const queryKey = queryKeys.garbage(account.address, store.name);
  const remembered = useQuery({
    queryKey,
    queryFn: async () => {
      const { rememberedGarbage, sizeOfGarbage } = await sharing.loadUpkeep();
      const garbage = await rememberedGarbage(context, { store });
      return garbage === null ? null : { garbage, bytes: await sizeOfGarbage(garbage, { store }) };
    },
  });
  const finding = useMutation({
    mutationFn: async () => {
      const { findGarbage, rememberGarbage, sizeOfGarbage } = await sharing.loadUpkeep();
      const garbage = await findGarbage(context, account, { store });
      await rememberGarbage(context, { store, garbage });
      const found = { garbage, bytes: await sizeOfGarbage(garbage, { store }) };
      queries.setQueryData(queryKey, found);
    },
  });
  const removing = useMutation({
    mutationFn: async (garbage: Garbage) => {
      const { removeGarbage, rememberGarbage } = await sharing.loadUpkeep();
      const outcome = await removeGarbage(context, account, { store, garbage });
      await rememberGarbage(context, { store, garbage: null });
      return outcome;
    },
    onSuccess: ({ removed, kept }) => {
      toast(
        kept === 0
          ? `Removed ${count(removed, "block")}.`
          : `Removed ${count(removed, "block")}; ${count(kept, "block")} stayed, because something leads to them now, or not all could be seen.`,
      );
      queries.invalidateQueries({ queryKey });
      queries.invalidateQueries({ queryKey: queryKeys.device });
    },
  });
  const found = remembered.data ?? null;
  const ripeAt = found === null ? 0 : found.garbage.foundAt + MIN_AGE_MS;
  const isRipe = Date.now() >= ripeAt;
  const isEmpty = found === null || found.garbage.blocks.length === 0;
  return (
    <li className="rounded-card border border-line bg-paper px-4 py-3 text-small">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0 flex-1 basis-56">
          <p className="break-all font-semibold">{isDevice ? "This device" : store.name}</p>
          <p className="text-muted" role="status">
            {foundText(found?.garbage ?? null, found?.bytes ?? 0)}
            {!isEmpty &&
              !isRipe &&
              ` They can be removed ${formatNear(ripeAt / 1000, Date.now() / 1000)}: until then, they may be uploads under way.`}
          </p>
        </div>
        <Button
          size="small"
          icon={Search}
          busy={finding.isPending}
          onClick={() => finding.mutate()}
        >
          Look for left-overs
        </Button>
        {!isEmpty && (
          <Button
            size="small"
            icon={Trash2}
            busy={removing.isPending}
            disabled={!isRipe}
            onClick={() => setAsking(true)}
          >
            Remove
          </Button>
        )}
      </div>
      {(finding.error ?? removing.error) !== null && (
        <div className="mt-3">
          <ErrorNotice error={finding.error ?? removing.error} />
        </div>
      )}
      <Confirm
        open={isAsking}
        onOpenChange={setAsking}
        title={`Remove left-overs from ${place}?`}
        action="Remove"
        onConfirm={() => found !== null && removing.mutate(found.garbage)}
      >
        <p>
          {count(found?.garbage.blocks.length ?? 0, "block")}, {formatBytes(found?.bytes ?? 0)}.
          This cannot be undone.
        </p>
        <p>
          Only do this if {place} is yours alone: blocks that other people or your other accounts
          keep there look like left-overs, and would be lost.
        </p>
      </Confirm>
    </li>
  );
}

function foundText(garbage: Garbage | null, bytes: number): string {
  if (garbage === null) return "Not looked through yet.";
  if (garbage.unsure.length > 0) {
    return "Not everything of yours can be seen right now, so nothing counts as left over. Try again when all stores answer.";
  }
  if (garbage.blocks.length === 0) return "Nothing is left over.";
  return `${count(garbage.blocks.length, "block")} that nothing leads to, ${formatBytes(bytes)}.`;
}
