"use client";

import { useEffect } from "react";
import { useConnection } from "wagmi";
import { isSameAddress } from "../_hooks/use-names.ts";
import { useUnlocked } from "../_hooks/use-unlocked.ts";

/** Forgets an account's keys when its wallet goes away or another account is chosen in it. */
export function AccountWatch() {
  const { address, status } = useConnection();
  const { account, lock } = useUnlocked();
  const isGone =
    account !== null &&
    status !== "reconnecting" &&
    (address === undefined || !isSameAddress(address, account.address));
  useEffect(() => {
    if (isGone) lock();
  }, [isGone, lock]);
  return null;
}
