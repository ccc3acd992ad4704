"use client";

import { useEffect, useSyncExternalStore } from "react";
import type { Address } from "viem";
import { useConnection } from "wagmi";
import { sliceStart } from "../../lib/slice.ts";
import { remind, reminderPermission, watchReminders } from "../_config/reminders.ts";
import { useChainSeconds } from "../_hooks/use-clock.ts";
import { useEnding } from "../_hooks/use-ending.ts";
import { formatSpan } from "../_text/format.ts";

/** Shows a notification before a lease ends, where the person has turned them on. */
export function ReminderWatch() {
  const { address } = useConnection();
  const permission = useSyncExternalStore(watchReminders, reminderPermission, () => "off" as const);
  return address !== undefined && permission === "on" ? <Watching account={address} /> : null;
}

function Watching({ account }: { account: Address }) {
  const { held, granted } = useEnding(account);
  const now = useChainSeconds();
  const due = [
    ...held.map((lease) => ({ lease, what: "A lease that you hold" })),
    ...granted.map((lease) => ({ lease, what: "A lease that you granted" })),
  ];
  useEffect(() => {
    if (now === null) return;
    for (const { lease, what } of due) {
      remind(lease.envelope, `${what} ends in ${formatSpan(sliceStart(lease.expiresAt) - now)}.`);
    }
  });
  return null;
}
