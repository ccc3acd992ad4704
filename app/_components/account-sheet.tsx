"use client";

import { BookUser, FolderDown, KeyRound, Lock, LogOut } from "lucide-react";
import { useConnection, useDisconnect } from "wagmi";
import { useSession } from "../_hooks/use-session.ts";
import { useUnlocked } from "../_hooks/use-unlocked.ts";
import { useWorld } from "../_hooks/use-world.ts";
import { formatMoment } from "../_text/format.ts";
import { DEMO_RDNS } from "../_wallets/demo-names.ts";
import { Button } from "./button.tsx";
import { ButtonLink } from "./button-link.tsx";
import { ChainTime } from "./chain-time.tsx";
import { Dialog } from "./dialog.tsx";
import { Fingerprint } from "./fingerprint.tsx";
import { Person } from "./person.tsx";
import { QrButton } from "./qr-button.tsx";
import { UnlockButton } from "./unlock-button.tsx";

/** Everything about the connected account: who, which key, which network; lock, disconnect. */
export function AccountSheet({ onClose }: { onClose: () => void }) {
  const session = useSession();
  const { lock } = useUnlocked();
  const { connector } = useConnection();
  const disconnect = useDisconnect();
  if (session.status === "disconnected" || session.status === "starting") return null;
  return (
    <Dialog open side onOpenChange={(open) => !open && onClose()} title="Your account">
      <div className="space-y-6">
        <div>
          <span className="flex items-center gap-1">
            <Person address={session.address} full />
            <QrButton
              what="your address"
              text={session.address}
              note="Anybody may see it. With it, people can lend to you."
            />
          </span>
          <p className="mt-2 text-muted text-small">
            Connected with {connector?.id.startsWith(DEMO_RDNS) ? "the demo wallet of " : ""}
            {connector?.name ?? "a wallet"}
          </p>
        </div>
        <div>
          <h3 className="font-semibold text-small">Encryption key</h3>
          {"publishedKey" in session && (
            <p className="mt-1">
              <Fingerprint value={session.publishedKey.fingerprint} />
            </p>
          )}
          <div className="mt-3 flex flex-wrap gap-2">
            {session.status === "locked" && <UnlockButton />}
            {session.status === "unlocked" && (
              <Button icon={Lock} size="small" onClick={lock}>
                Lock
              </Button>
            )}
            {"publishedKey" in session && (
              <ButtonLink href="/keys/" size="small" icon={KeyRound} onClick={onClose}>
                Your keys
              </ButtonLink>
            )}
            {session.status === "not-set-up" && (
              <ButtonLink href="/setup/" variant="primary" size="small" onClick={onClose}>
                Set up
              </ButtonLink>
            )}
          </div>
        </div>
        <div>
          <h3 className="font-semibold text-small">People</h3>
          <ButtonLink
            href="/contacts/"
            icon={BookUser}
            size="small"
            className="mt-2"
            onClick={onClose}
          >
            Contacts
          </ButtonLink>
        </div>
        <div>
          <h3 className="font-semibold text-small">Your data</h3>
          <ButtonLink
            href="/export/"
            icon={FolderDown}
            size="small"
            className="mt-2"
            onClick={onClose}
          >
            Export and import
          </ButtonLink>
        </div>
        <NetworkFacts />
        <Button
          icon={LogOut}
          className="w-full"
          onClick={() => {
            lock();
            disconnect.mutate({});
            onClose();
          }}
        >
          Disconnect
        </Button>
      </div>
    </Dialog>
  );
}

function NetworkFacts() {
  const { network } = useWorld();
  return (
    <div>
      <h3 className="font-semibold text-small">Network</h3>
      <dl className="mt-1 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-small">
        <dt className="text-muted">Name</dt>
        <dd>{network.name}</dd>
        <dt className="text-muted">Chain id</dt>
        <dd className="font-mono">{network.chainId}</dd>
        <dt className="text-muted">Chain time</dt>
        <dd>
          <ChainTime format={formatMoment} />
        </dd>
      </dl>
    </div>
  );
}
