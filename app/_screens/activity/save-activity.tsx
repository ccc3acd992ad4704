"use client";

import type { LucideIcon } from "lucide-react";
import { FileDown, Printer } from "lucide-react";
import { useCallback, useState } from "react";
import type { Hex } from "viem";
import type { Activity, FileSignature } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { Panel } from "../../_components/panel.tsx";
import { useToast } from "../../_hooks/use-toast.ts";
import { useUnlocked } from "../../_hooks/use-unlocked.ts";
import { useWallet } from "../../_hooks/use-wallet.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { reportUnknown } from "../../_text/errors.ts";
import { count } from "../../_text/format.ts";
import { PrintedReport } from "./printed-report.tsx";
import { saveFile } from "./save-file.ts";

interface SaveActivityProps {
  /** The record or the account that it is about. */
  about: Hex;
  /** What that is called. */
  title: string;
  activities: readonly Activity[];
  sectionOf: (section: number, record: Hex) => string;
}

/** A file of either kind; `print` is the second with a page of paper. */
type Kind = "csv" | "json" | "print";

const ACTIONS: readonly { kind: Kind; icon: LucideIcon; label: string }[] = [
  { kind: "csv", icon: FileDown, label: "Sign and save as CSV" },
  { kind: "json", icon: FileDown, label: "Sign and save as JSON" },
  { kind: "print", icon: Printer, label: "Sign and print" },
];

/** Saves what is shown as a file, and beside it the wallet's signature of the file; or prints it. */
export function SaveActivity({ about, title, activities, sectionOf }: SaveActivityProps) {
  const { sharing, context } = useWorld();
  const { account } = useUnlocked();
  const wallet = useWallet();
  const toast = useToast();
  const [busy, setBusy] = useState<Kind | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [printed, setPrinted] = useState<FileSignature | null>(null);
  const onPrinted = useCallback(() => setPrinted(null), []);

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
        name: `activity-${about.slice(2, 10)}-${day}.${kind === "csv" ? "csv" : "json"}`,
        bytes: new TextEncoder().encode(text),
      };
      const signer = { address: account.address, wallet: await wallet() };
      const signature = await sharing.signFile(context, signer, { file, signedAt });
      saveFile(file);
      const bytes = new Uint8Array(sharing.encodeFileSignature(signature));
      saveFile({ name: `${file.name}.signature.json`, bytes });
      toast("Saved, with your signature beside it.");
      if (kind === "print") setPrinted(signature);
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
          and that you vouch for it. Printing, also as a PDF, saves them too.
        </p>
        <div className="flex flex-wrap gap-2">
          {ACTIONS.map(({ kind, icon, label }) => (
            <Button
              key={kind}
              size="small"
              icon={icon}
              busy={busy === kind}
              disabled={busy !== null || activities.length === 0 || account === null}
              onClick={() => save(kind)}
            >
              {label}
            </Button>
          ))}
        </div>
        {error !== null && <ErrorNotice error={error} />}
        {printed !== null && (
          <PrintedReport
            signature={printed}
            onDone={onPrinted}
            {...{ title, activities, sectionOf }}
          />
        )}
      </div>
    </Panel>
  );
}
