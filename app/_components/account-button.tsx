"use client";

import { Lock, LockOpen } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useConnection } from "wagmi";
import { accountName } from "../_hooks/use-names.ts";
import { useSession } from "../_hooks/use-session.ts";
import { useWorld } from "../_hooks/use-world.ts";
import { DEMO_RDNS } from "../_wallets/demo-names.ts";
import { Avatar } from "./avatar.tsx";
import { Button } from "./button.tsx";
import { lazyOf } from "./lazy.ts";

const AccountSheet = lazy(() => import("./account-sheet.tsx").then(lazyOf("AccountSheet")));

/** Who is connected, and the way to everything about the account and its wallet. */
export function AccountButton() {
  const [open, setOpen] = useState(false);
  const session = useSession();
  const { network } = useWorld();
  const { connector } = useConnection();
  return (
    <>
      {session.status === "disconnected" || session.status === "starting" ? (
        <Button
          variant="primary"
          size="small"
          busy={session.status === "starting"}
          onClick={() => setOpen(true)}
        >
          Connect
        </Button>
      ) : (
        <button
          type="button"
          onClick={() => setOpen(true)}
          className="flex min-h-10 items-center gap-2 rounded-pill border border-line bg-surface py-1 pr-3 pl-1.5 text-small transition-colors hover:bg-sunken"
        >
          <Avatar address={session.address} size={26} />
          <span className="font-semibold">{accountName(network, session.address)}</span>
          <span className="hidden text-muted sm:inline">{network.name}</span>
          {connector?.id.startsWith(DEMO_RDNS) && (
            <span className="rounded-control bg-time-soft px-1.5 py-0.5 text-time text-tiny max-sm:sr-only">
              Demo wallet
            </span>
          )}
          {session.status === "unlocked" ? (
            <LockOpen size={15} className="text-accent" aria-label="unlocked" />
          ) : (
            <Lock size={15} className="text-muted" aria-label="locked" />
          )}
        </button>
      )}
      {open && (
        <Suspense>
          <AccountSheet onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
