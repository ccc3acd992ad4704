"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useUnlocked } from "../_hooks/use-unlocked.ts";
import { useWorld } from "../_hooks/use-world.ts";
import { queryKeys } from "./query-keys.ts";

/** Looks after the copies of the account's records while it is unlocked. */
export function CopiesWatch() {
  const { sharing, context } = useWorld();
  const { account } = useUnlocked();
  const queries = useQueryClient();
  useEffect(() => {
    if (account === null) return;
    let isOver = false;
    let end = async () => {};
    sharing.loadUpkeep().then(
      ({ keepCopies }) => {
        if (isOver) return;
        end = keepCopies(context, account, {
          onRound: () => void queries.invalidateQueries({ queryKey: queryKeys.stores }),
        });
      },
      // Without a network it is looked after on the next visit.
      () => undefined,
    );
    return () => {
      isOver = true;
      void end();
    };
  }, [sharing, context, account, queries]);
  return null;
}
