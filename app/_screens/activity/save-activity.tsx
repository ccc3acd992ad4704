"use client";

import { FileDown } from "lucide-react";
import { useState } from "react";
import type { Hex } from "viem";
import type { Activity } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { Panel } from "../../_components/panel.tsx";
import { useToast } from "../../_hooks/use-toast.ts";
import { useUnlocked } from "../../_hooks/use-unlocked.ts";
import { useWallet } from "../../_hooks/use-wallet.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { reportUnknown } from "../../_text/errors.ts";
import { count } from "../../_text/format.ts";
import { saveFile } from "./save-file.ts";

interface SaveActivityProps {
  /** The record or the account that it is about. */
  about: Hex;
  activities: readonly Activity[];
}

type Kind = "csv" | "json";

/** Saves what is shown as a file, and beside it the wallet's signature of the file. */
export function SaveActivity({ about, activities }: SaveActivityProps) {
  const { sharing, context } = useWorld();
  const { account } = useUnlocked();
  const wallet = useWallet();
  const toast = useToast();
  const [busy, setBusy] = useState<Kind | null>(null);
  const [error, setError] = useState<unknown>(null);

  const save = async (kind: Kind) => {
    if (account === null) return;
    setBusy(kind);
    setError(null);
    try {
      const { activityCsv, activityJson } = await import("./activity-file.ts");
      const { chainId, ledger } = context.ledger;
      const report = { chainId, ledger, about, activities };
      const text = kind === "csv" ? activityCsv(report) : activityJson(report);
      const signedAt = await sharing.chainTime(context);
      const day = new Date(signedAt * 1000).toISOString().slice(0, 10);
      const file = {
        name: `activity-${about.slice(2, 10)}-${day}.${kind}`,
        bytes: new TextEncoder().encode(text),
      };
      const signer = { address: account.address, wallet: await wallet() };
      const signature = await sharing.signFile(context, signer, { file, signedAt });
      saveFile(file);
      const bytes = new Uint8Array(sharing.encodeFileSignature(signature));
      saveFile({ name: `${file.name}.signature.json`, bytes });
      toast("Saved, with your signature beside it.");
    } catch (failure) {
      reportUnknown(failure);
      setError(failure);
    } finally {
      setBusy(null);
    }
  };
  return (
    <Panel title="Save" note={`${count(activities.length, "event")}, as chosen above`}>
      <div className="space-y-3">
        <p className="text-small">
          Your wallet signs the file: nothing is sent, and nothing costs a fee. Two files are saved,
          the second is the signature. Whoever has both can check below that the first is unchanged
          and that you vouch for it.
        </p>
        <div className="flex flex-wrap gap-2">
          {(["csv", "json"] as const).map((kind) => (
            <Button
              key={kind}
              size="small"
              icon={FileDown}
              busy={busy === kind}
              disabled={busy !== null || activities.length === 0 || account === null}
              onClick={() => save(kind)}
            >
              {kind === "csv" ? "Sign and save as CSV" : "Sign and save as JSON"}
            </Button>
          ))}
        </div>
        {error !== null && <ErrorNotice error={error} />}
      </div>
    </Panel>
  );
}
