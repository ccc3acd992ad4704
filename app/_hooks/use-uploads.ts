"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import type { Hex } from "viem";
import type { UnfinishedUpload, UnlockedAccount } from "../../lib/sharing/index.ts";
import { queryKeys } from "../_config/query-keys.ts";
import { copyOf, reportUnknown } from "../_text/errors.ts";
import { runningUploads } from "../_transfers/running-uploads.ts";
import { useToast } from "./use-toast.ts";
import { useUnlocked } from "./use-unlocked.ts";
import { useWorld } from "./use-world.ts";

/** How often the list is read again, in milliseconds: other tabs may have finished some. */
const REFRESH = 15_000;

interface Uploads {
  /** Those that nothing in this page is at, the oldest first; of one record if it is named. */
  stopped: readonly UnfinishedUpload[];
  discard: (upload: UnfinishedUpload) => Promise<void>;
}

/** The unlocked account's unfinished uploads on this device. */
export function useUploads(record?: Hex): Uploads {
  const { sharing, context } = useWorld();
  const { account } = useUnlocked();
  const queries = useQueryClient();
  const toast = useToast();
  const running = useSyncExternalStore(runningUploads.listen, runningUploads.current, none);
  const { data = [] } = useQuery({
    queryKey: queryKeys.uploads(account?.address ?? "0x"),
    queryFn: () => sharing.listUploads(context, account as UnlockedAccount),
    enabled: account !== null,
    refetchInterval: REFRESH,
  });
  const stopped = data.filter(
    (it) => !running.has(it.id) && (record === undefined || it.record === record),
  );
  const discard = async ({ id }: UnfinishedUpload) => {
    if (account === null) return;
    try {
      await sharing.discardUpload(context, account, { id });
      toast("The upload is discarded.");
    } catch (error) {
      reportUnknown(error);
      toast(copyOf(error).title, "danger");
    }
    await queries.invalidateQueries({ queryKey: queryKeys.uploads(account.address) });
  };
  return { stopped, discard };
}

const NONE: ReadonlySet<string> = new Set();
const none = () => NONE;
