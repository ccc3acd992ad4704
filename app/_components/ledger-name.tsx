"use client";

import { useLobby } from "../_hooks/use-lobby.ts";

/** Which chain all of this is on, before the library is there; keeps the line's room until it is known. */
export function LedgerName() {
  const { ledger } = useLobby();
  return (
    <p>
      {ledger === null ? "\u00a0" : `The ledger is on ${ledger.name}, chain ${ledger.chainId}.`}
    </p>
  );
}
