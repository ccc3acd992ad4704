"use client";

import { Fingerprint } from "../../_components/fingerprint.tsx";
import type { UnlockedSession } from "../../_components/gate.tsx";
import { Gate } from "../../_components/gate.tsx";
import { PageHeader } from "../../_components/page-header.tsx";
import { Panel } from "../../_components/panel.tsx";
import { ChangeKeyPanel } from "./change-key-panel.tsx";
import { EarlierKeysPanel } from "./earlier-keys-panel.tsx";
import { LocksPanel } from "./locks-panel.tsx";
import { RecoveryCode } from "./recovery-code.tsx";

/** The account's key: what opens it, its recovery code, and how to change it. */
export function KeysScreen() {
  return (
    <div className="mx-auto max-w-2xl">
      <PageHeader title="Your keys">
        <p>
          What opens your records, and what to keep in case you lose it. Your key is made of your
          wallet&rsquo;s signature, and of a passphrase or a passkey if you chose one.
        </p>
      </PageHeader>
      <Gate purpose="to see your keys">{(session) => <Keys session={session} />}</Gate>
    </div>
  );
}

function Keys({ session }: { session: UnlockedSession }) {
  const { account, publishedKey } = session;
  return (
    <div className="space-y-6">
      <Panel title="Your encryption key" note="Others lend to you with it.">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-small">
          Fingerprint: <Fingerprint value={publishedKey.fingerprint} />
        </p>
        {publishedKey.attestedBy === "chain" && (
          <p className="mt-2 text-muted text-small">
            Yours is a smart account: only the chain can say that this key is yours. Whoever lends
            you something important should compare the fingerprint with you.
          </p>
        )}
      </Panel>
      <LocksPanel account={account} />
      <Panel
        title="Recovery code"
        note="Reads everything that is yours, without wallet, passphrase or passkey."
      >
        <p className="mb-4 text-small">
          Print it and keep it where you keep a passport: whoever finds it can read as well. A new
          key has a new code.
        </p>
        <RecoveryCode key={publishedKey.fingerprint} reader={account} />
      </Panel>
      {(account.earlier ?? []).length > 0 && <EarlierKeysPanel account={account} />}
      <ChangeKeyPanel
        address={account.address}
        present={account}
        from={account.origin.wallet === null ? "factor" : "wallet"}
      />
    </div>
  );
}
