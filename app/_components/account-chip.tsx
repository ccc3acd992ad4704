"use client";

import { Lock, LockOpen } from "lucide-react";
import { useConnection } from "wagmi";
import { accountName } from "../_hooks/use-names.ts";
import { useSession } from "../_hooks/use-session.ts";
import { useWorld } from "../_hooks/use-world.ts";
import { DEMO_RDNS } from "../_wallets/demo-names.ts";
import { Avatar } from "./avatar.tsx";
import { Button } from "./button.tsx";

/** The connected account, its network, and whether it is unlocked. */
export function AccountChip({ onOpen }: { onOpen: () => void }) {
  const session = useSession();
  const { network } = useWorld();
  const { connector } = useConnection();
  if (session.status === "disconnected" || session.status === "starting") {
    return (
      <Button variant="primary" size="small" busy>
        Connect
      </Button>
    );
  }
  return (
    <button
      type="button"
      onClick={onOpen}
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
  );
}
