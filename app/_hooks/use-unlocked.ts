"use client";

import { createContext, useContext } from "react";
import type { UnlockedAccount } from "../../lib/sharing/index.ts";

interface Unlocked {
  /** The account whose keys are in memory; null while locked. */
  account: UnlockedAccount | null;
  keep: (account: UnlockedAccount) => void;
  /** Forgets the keys and everything that was decrypted with them. */
  lock: () => void;
}

export const UnlockContext = createContext<Unlocked>({
  account: null,
  keep: () => {},
  lock: () => {},
});

/** The unlocked account, whichever wallet is connected now; screens use `useSession`. */
export function useUnlocked(): Unlocked {
  return useContext(UnlockContext);
}
