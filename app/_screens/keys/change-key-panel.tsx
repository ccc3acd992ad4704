"use client";

import { RefreshCw } from "lucide-react";
import { useState } from "react";
import type { Reader } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { Confirm } from "../../_components/confirm.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { Panel } from "../../_components/panel.tsx";
import { passkeysHere } from "../../_config/passkeys.ts";
import { changeIdentityFlow } from "../../_flows/change-identity.ts";
import { useWalletFlow } from "../../_hooks/use-flow.ts";
import { useUnlocked } from "../../_hooks/use-unlocked.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { shortAddress } from "../../_text/format.ts";
import type { KeyDraft } from "./identity-draft.ts";
import {
  EMPTY_KEY_DRAFT,
  identityDraft,
  isComplete,
  needsFactor,
  withoutWallet,
} from "./identity-draft.ts";
import { ProtectionFields } from "./protection-fields.tsx";
import { WithoutSignature } from "./without-signature.tsx";

interface ChangeKeyPanelProps {
  address: string;
  /** The present key, however it was unlocked; null if it is lost. */
  present: Reader | null;
  from: KeyDraft["from"];
}

/** Gives the account another key. */
export function ChangeKeyPanel({ address, present, from }: ChangeKeyPanelProps) {
  const { sharing } = useWorld();
  const { keep } = useUnlocked();
  const running = useWalletFlow(changeIdentityFlow);
  const initial: KeyDraft = { ...EMPTY_KEY_DRAFT, from, protection: "passphrase" };
  const [draft, setDraft] = useState<KeyDraft | null>(null);
  const [isChecked, setChecked] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const isRunning = running.run.status === "running";
  const change = async () => {
    if (draft === null) return;
    setAsking(false);
    const name = `Leasehold ${shortAddress(address)}`;
    const asked = identityDraft(draft, { passkeys: passkeysHere(sharing), name });
    const done = await running.start({ ...asked, present });
    if (done === null) return;
    if (done.result) keep(done.result);
    setDraft(null);
    setChecked(false);
  };
  return (
    <Panel
      title="Change your key"
      note="To add or drop the second factor, or when somebody else may have your key."
    >
      {draft === null ? (
        <Button icon={RefreshCw} onClick={() => setDraft(initial)}>
          Change my key
        </Button>
      ) : (
        <div className="space-y-4">
          <ProtectionFields
            draft={draft}
            isChecked={isChecked}
            disabled={isRunning}
            onChange={setDraft}
          />
          <FlowStatus running={running} />
          {draft.from === "wallet" &&
            running.run.status === "failed" &&
            needsFactor(running.run.error) && (
              <WithoutSignature
                onAgree={() => {
                  running.reset();
                  setDraft(withoutWallet(draft));
                }}
              />
            )}
          {!isRunning && (
            <div className="flex flex-wrap gap-2">
              <Button
                variant="primary"
                icon={RefreshCw}
                onClick={() => {
                  setChecked(true);
                  if (isComplete(draft)) setAsking(true);
                }}
              >
                Make the new key
              </Button>
              <Button onClick={() => setDraft(null)}>Cancel</Button>
            </div>
          )}
        </div>
      )}
      <Confirm
        open={isAsking}
        onOpenChange={setAsking}
        title="Change your key?"
        action="Change my key"
        onConfirm={change}
      >
        {present === null
          ? "Nothing that is yours now opens with the new key: your records and what was lent to you are lost to you, unless the recovery code of the present key turns up. Others can lend to the new key."
          : "The new key also opens what the present one opens, and people lend to the new one from then on. Whoever has the present key keeps what it opens: your records until you renew them, and what was lent to you until it is lent again. The present recovery code opens nothing that comes later."}
      </Confirm>
    </Panel>
  );
}
