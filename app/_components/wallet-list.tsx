"use client";

import { ChevronRight } from "lucide-react";
import type { Connector } from "wagmi";
import { useConnect, useConnectors } from "wagmi";
import { useToast } from "../_hooks/use-toast.ts";
import { useWorld } from "../_hooks/use-world.ts";
import { copyOf } from "../_text/errors.ts";
import { DEMO_RDNS } from "../_wallets/demo-names.ts";
import { AppLink } from "./app-link.tsx";
import { Notice } from "./notice.tsx";

/** The wallets of this browser (EIP-6963); on a devnet also those of the demo people. */
export function WalletList({ onConnected }: { onConnected?: () => void }) {
  const { network } = useWorld();
  const connectors = useConnectors();
  const toast = useToast();
  const connect = useConnect({
    mutation: { onError: (error) => toast(copyOf(error).title, "danger") },
  });
  const choose = (connector: Connector) =>
    connect.mutate({ connector }, { onSuccess: () => onConnected?.() });
  const demo = connectors.filter(({ id }) => id.startsWith(DEMO_RDNS));
  const real = connectors.filter((it) => !demo.includes(it) && it.icon !== undefined);
  const pending = connect.isPending ? connect.variables.connector : null;
  return (
    <div className="space-y-6">
      {real.length > 0 && (
        <WalletGroup title="Your wallets" {...{ connectors: real, choose, pending }} />
      )}
      {network.demo !== null && demo.length > 0 && (
        <WalletGroup
          title="Demo people (devnet only)"
          note="Their keys are public. They sign at once, without asking, and only on this devnet. Open another tab to be somebody else at the same time."
          {...{ connectors: demo, choose, pending }}
        />
      )}
      {real.length === 0 && <NoWallet />}
    </div>
  );
}

/** What to do without a wallet. */
function NoWallet() {
  return (
    <Notice title="No wallet found in this browser">
      <p>
        Leasehold works with any Ethereum wallet that announces itself to web pages, such as a
        browser extension. Install one and reload this page; on a phone, open this page in your
        wallet&rsquo;s own browser.
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
  connectors: readonly Connector[];
  choose: (connector: Connector) => void;
  pending: unknown;
}

function WalletGroup({ title, note, connectors, choose, pending }: WalletGroupProps) {
  return (
    <section aria-label={title}>
      <h3 className="font-semibold text-small">{title}</h3>
      {note !== undefined && <p className="mt-0.5 text-muted text-small">{note}</p>}
      <ul className="mt-2 divide-y divide-line overflow-hidden rounded-card border border-line">
        {connectors.map((connector) => (
          <li key={connector.uid}>
            <button
              type="button"
              disabled={pending !== null}
              onClick={() => choose(connector)}
              className="flex min-h-13 w-full items-center gap-3 bg-surface px-4 py-2 text-left font-semibold transition-colors hover:bg-sunken disabled:opacity-55"
            >
              {/* biome-ignore lint/performance/noImgElement: a data URI from the wallet, which nothing can optimise */}
              <img src={connector.icon} alt="" width={28} height={28} className="rounded-control" />
              <span className="flex-1">{connector.name}</span>
              {pending === connector ? (
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
