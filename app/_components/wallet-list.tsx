"use client";

import { ChevronRight } from "lucide-react";
import { useEffect } from "react";
import type { FoundWallet } from "../_config/lobby.ts";
import { useConnectWallet } from "../_hooks/use-connect-wallet.ts";
import { useLobby } from "../_hooks/use-lobby.ts";
import { useDemand, useWorldState } from "../_hooks/use-world.ts";
import { AppLink } from "./app-link.tsx";
import { LateErrorNotice } from "./late-error-notice.tsx";
import { Notice } from "./notice.tsx";
import { Skeleton } from "./skeleton.tsx";

/**
 * The wallets of this browser (EIP-6963); on a devnet also those of the demo people. It stands before
 * the library does, and has it load when one is chosen.
 */
export function WalletList({ onConnected }: { onConnected?: () => void }) {
  const { presence, wallets, people, isUnclear } = useLobby();
  const state = useWorldState();
  const demand = useDemand();
  const { pending, choose } = useConnectWallet({ onConnected });
  useEffect(() => {
    if (isUnclear) demand().catch(() => undefined);
  }, [isUnclear, demand]);
  if (state.status === "failed") return <LateErrorNotice error={state.error} reload />;
  const isKnown = presence === "none" && people !== null && !isUnclear;
  if (!isKnown) return <Skeleton label="Looking for wallets" lines={4} />;
  return (
    <div className="space-y-6">
      {wallets.length > 0 && <WalletGroup title="Your wallets" {...{ wallets, choose, pending }} />}
      {people.length > 0 && (
        <WalletGroup
          title="Demo people (devnet only)"
          note="Their keys are public. They sign at once, without asking, and only on this devnet."
          {...{ wallets: people, choose, pending }}
        />
      )}
      {wallets.length === 0 && <NoWallet />}
    </div>
  );
}

/** What to do without a wallet. */
function NoWallet() {
  return (
    <Notice title="No wallet found in this browser">
      <p>
        Leasehold works with any Ethereum wallet that announces itself to web pages, such as a
        browser extension.
      </p>
      <p>
        Install one and reload this page; on a phone, open this page in your wallet&rsquo;s own
        browser.
      </p>
      <p>
        A link that somebody sent you opens without a wallet, and so does your{" "}
        <AppLink href="/recover/" className="underline underline-offset-4">
          recovery code
        </AppLink>
        .
      </p>
    </Notice>
  );
}

interface WalletGroupProps {
  title: string;
  note?: string;
  wallets: readonly FoundWallet[];
  choose: (wallet: FoundWallet) => void;
  /** The id of the one that is being connected. */
  pending: string | null;
}

function WalletGroup({ title, note, wallets, choose, pending }: WalletGroupProps) {
  return (
    <section aria-label={title}>
      <h3 className="font-semibold text-small">{title}</h3>
      {note !== undefined && <p className="mt-0.5 text-muted text-small">{note}</p>}
      <ul className="mt-2 divide-y divide-line overflow-hidden rounded-card border border-line">
        {wallets.map((wallet) => (
          <li key={wallet.id}>
            <button
              type="button"
              disabled={pending !== null}
              onClick={() => choose(wallet)}
              className="flex min-h-13 w-full items-center gap-3 bg-surface px-4 py-2 text-left font-semibold transition-colors hover:bg-sunken disabled:opacity-55"
            >
              {/* biome-ignore lint/performance/noImgElement: a data URI from the wallet, which nothing can optimise */}
              <img src={wallet.icon} alt="" width={28} height={28} className="rounded-control" />
              <span className="flex-1">{wallet.name}</span>
              {pending === wallet.id ? (
                <span className="font-normal text-muted text-small">Waiting for the wallet…</span>
              ) : (
                <ChevronRight size={18} className="text-muted" aria-hidden />
              )}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
