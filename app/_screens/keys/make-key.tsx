"use client";

import { useMutation } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import type { Progress } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { Notice } from "../../_components/notice.tsx";
import { ProgressBar } from "../../_components/progress-bar.tsx";
import { passkeysHere } from "../../_config/passkeys.ts";
import { requireOwnOrigin } from "../../_config/site.ts";
import { useUnlocked } from "../../_hooks/use-unlocked.ts";
import { useWallet } from "../../_hooks/use-wallet.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { isCancellation } from "../../_text/errors.ts";
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

/** Has the account's first key made. Nothing is published yet. */
export function MakeKey() {
  const { sharing, context } = useWorld();
  const { keep } = useUnlocked();
  const wallet = useWallet();
  const [draft, setDraft] = useState<KeyDraft>(EMPTY_KEY_DRAFT);
  const [isChecked, setChecked] = useState(false);
  const [progress, setProgress] = useState<Progress>({ step: "prepare" });
  const making = useMutation({
    mutationFn: async () => {
      requireOwnOrigin();
      const client = await wallet();
      const name = `Leasehold ${shortAddress(client.account.address)}`;
      const asked = identityDraft(draft, { passkeys: passkeysHere(sharing), name });
      const watch = { onProgress: setProgress };
      keep(await sharing.makeIdentity(context, client, { ...asked, ...watch }));
    },
  });
  const canGoAlone = draft.from === "wallet" && needsFactor(making.error);
  const start = () => {
    setChecked(true);
    if (isComplete(draft)) making.mutate();
  };
  const goAlone = () => {
    making.reset();
    setChecked(false);
    setDraft(withoutWallet(draft));
  };
  return (
    <>
      {draft.from === "wallet" ? (
        <p>
          Your wallet will ask you to sign the same message <strong>twice</strong>. The two
          signatures are compared: only a wallet that signs alike every time can make the same key
          again. Nothing is sent, and nothing costs a fee.
        </p>
      ) : (
        <Notice title="The key will not come from your wallet">
          <p>
            It is drawn at random, and published locked: only your passphrase or passkey opens it.
            Your wallet still says that the key is yours.
          </p>
        </Notice>
      )}
      <ProtectionFields
        draft={draft}
        isChecked={isChecked}
        disabled={making.isPending}
        onChange={setDraft}
      />
      {making.isError && !isCancellation(making.error) && <ErrorNotice error={making.error} />}
      {canGoAlone && <WithoutSignature onAgree={goAlone} />}
      {making.isPending && <KeyProgress progress={progress} />}
      <Button variant="primary" icon={KeyRound} busy={making.isPending} onClick={start}>
        {making.isPending ? "Making your key" : "Make my key"}
      </Button>
    </>
  );
}

function KeyProgress({ progress }: { progress: Progress }) {
  const share = progress.step === "passphrase" ? progress.share : null;
  return (
    <div role="status">
      <p className="mb-1.5 text-muted text-small">{textOf(progress.step)}</p>
      <ProgressBar label="Key" done={share ?? 0} total={share === null ? null : 1} />
    </div>
  );
}

function textOf(step: Progress["step"]): string {
  if (step === "passphrase") return "Making a key from your passphrase, slowly on purpose…";
  if (step === "passkey") return "Your browser asks you for the passkey.";
  return "Your wallet asks you to sign.";
}
