"use client";

import { Fingerprint as FingerprintIcon, KeyRound, RectangleEllipsis, Trash2 } from "lucide-react";
import { useState } from "react";
import type { LockDraft, LockSummary, UnlockedAccount } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { Confirm } from "../../_components/confirm.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { Panel } from "../../_components/panel.tsx";
import { PassphraseInput } from "../../_components/passphrase-input.tsx";
import { passkeysHere } from "../../_config/passkeys.ts";
import { addLockFlow, removeLockFlow } from "../../_flows/change-locks.ts";
import { useFlow } from "../../_hooks/use-flow.ts";
import { useUnlocked } from "../../_hooks/use-unlocked.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { shortAddress } from "../../_text/format.ts";
import type { KeyDraft } from "./identity-draft.ts";
import { EMPTY_KEY_DRAFT, passphraseProblem, repetitionProblem } from "./identity-draft.ts";

/** The passphrases and passkeys that open the account's key: add one, remove one. */
export function LocksPanel({ account }: { account: UnlockedAccount }) {
  const { sharing } = useWorld();
  const { keep } = useUnlocked();
  const adding = useFlow(addLockFlow);
  const removing = useFlow(removeLockFlow);
  const [isEntering, setEntering] = useState(false);
  const [leaving, setLeaving] = useState<number | null>(null);
  const isBusy = adding.run.status === "running" || removing.run.status === "running";
  const locks = sharing.locksOf(account);
  const hasWallet = account.origin.wallet !== null;
  const add = async (lock: LockDraft) => {
    const done = await adding.start({ lock });
    if (done?.result) keep(done.result);
    if (done !== null) setEntering(false);
  };
  const remove = async (place: number) => {
    setLeaving(null);
    const done = await removing.start({ lock: place });
    if (done?.result) keep(done.result);
  };
  return (
    <Panel title="What opens it">
      <p className="text-small">{openedBy(locks.length, hasWallet)}</p>
      {locks.length > 0 && (
        <ul className="mt-3 divide-y divide-line rounded-card border border-line">
          {locks.map((lock, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: their place is what they are known by
            <li key={place} className="flex items-center gap-3 px-4 py-3">
              <LockName lock={lock} />
              <Button
                size="small"
                icon={Trash2}
                className="ml-auto"
                disabled={isBusy || locks.length === 1}
                onClick={() => setLeaving(place)}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className="mt-4 space-y-4 empty:hidden">
        <FlowStatus running={adding} />
        <FlowStatus running={removing} />
        {locks.length > 0 && isEntering && !isBusy && (
          <NewPassphrase
            from={hasWallet ? "wallet" : "factor"}
            onCancel={() => setEntering(false)}
            onEntered={(passphrase) => add({ kind: "passphrase", passphrase })}
          />
        )}
        {locks.length > 0 && !isEntering && !isBusy && (
          <div className="flex flex-wrap gap-2">
            <Button icon={RectangleEllipsis} onClick={() => setEntering(true)}>
              Add a passphrase
            </Button>
            <Button
              icon={FingerprintIcon}
              onClick={() =>
                add({
                  kind: "passkey",
                  passkeys: passkeysHere(sharing),
                  name: `Leasehold ${shortAddress(account.address)}`,
                })
              }
            >
              Add a passkey
            </Button>
          </div>
        )}
      </div>
      <Confirm
        open={leaving !== null}
        onOpenChange={(open) => !open && setLeaving(null)}
        title="Remove this way?"
        action="Remove"
        onConfirm={() => leaving !== null && remove(leaving)}
      >
        It no longer opens your key in this app. But it was published, locked, and stays on the
        ledger: whoever knows the passphrase or has the passkey
        {hasWallet ? ", and your wallet's signature," : ""} still gets this key. If somebody else
        may have it, change your key instead.
      </Confirm>
    </Panel>
  );
}

function openedBy(locks: number, hasWallet: boolean): string {
  if (locks === 0) {
    return "A signature of your wallet alone. Any site that gets that signature gets the key. To add a passphrase or a passkey, change your key below.";
  }
  const any = locks === 1 ? "this" : "any one of these";
  return hasWallet
    ? `A signature of your wallet, and ${any}:`
    : `Your wallet's signatures differ each time, so the key opens with ${any}:`;
}

function LockName({ lock }: { lock: LockSummary }) {
  const Icon = lock.kind === "passkey" ? FingerprintIcon : KeyRound;
  return (
    <>
      <Icon size={18} aria-hidden className="shrink-0 text-muted" />
      <span className="min-w-0">
        <span className="font-semibold">{lock.kind === "passkey" ? "Passkey" : "Passphrase"}</span>
        {lock.site !== null && (
          <span className="block text-muted text-small">
            {lock.site === location.hostname ? "For this site" : `For ${lock.site} only`}
          </span>
        )}
      </span>
    </>
  );
}

interface NewPassphraseProps {
  from: KeyDraft["from"];
  onEntered: (passphrase: string) => void;
  onCancel: () => void;
}

function NewPassphrase({ from, onEntered, onCancel }: NewPassphraseProps) {
  const [draft, setDraft] = useState<KeyDraft>({ ...EMPTY_KEY_DRAFT, from });
  const [isChecked, setChecked] = useState(false);
  const problems = [passphraseProblem(draft), repetitionProblem(draft)];
  return (
    <form
      noValidate
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (problems.every((it) => it === null)) onEntered(draft.passphrase);
      }}
    >
      <PassphraseInput
        label="New passphrase"
        autoComplete="new-password"
        error={isChecked && problems[0]}
        value={draft.passphrase}
        onChange={(passphrase) => setDraft({ ...draft, passphrase })}
      />
      <PassphraseInput
        label="The same once more"
        autoComplete="new-password"
        error={isChecked && problems[1]}
        value={draft.again}
        onChange={(again) => setDraft({ ...draft, again })}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary">
          Add this passphrase
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  );
}
