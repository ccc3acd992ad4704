"use client";

import { Download, X } from "lucide-react";
import { useEffect, useState } from "react";
import { useTransfers } from "../_hooks/use-download.ts";
import { useUnlocked } from "../_hooks/use-unlocked.ts";
import { paceText } from "../_text/transfer-text.ts";
import type { Transfer } from "../_transfers/transfers.ts";
import { IconButton } from "./button.tsx";
import { ProgressBar } from "./progress-bar.tsx";

/** Milliseconds after which a download shows: those that are over at once would only flicker. */
const SHOWN_AFTER = 400;

/** The downloads under way, on every page: how far each is, how fast, and how to stop it. */
export function TransferTray() {
  const all = useTransfers();
  useEndWithKeys();
  return (
    <section
      aria-label="Downloads"
      className="pointer-events-none fixed inset-x-4 bottom-20 z-50 flex flex-col items-end gap-2 md:bottom-6"
    >
      {all.map((transfer) => (
        <TransferCard key={transfer.id} transfer={transfer} />
      ))}
    </section>
  );
}

function TransferCard({ transfer }: { transfer: Transfer }) {
  const { name, done, total, cancel } = transfer;
  const isShown = useLater(SHOWN_AFTER);
  if (!isShown) return null;
  return (
    <div className="pointer-events-auto w-full max-w-sm animate-rise rounded-card border border-line bg-surface py-2.5 pr-2 pl-4 shadow-float">
      <div className="flex items-center gap-2.5">
        <Download size={18} className="shrink-0 text-accent" aria-hidden />
        <p className="min-w-0 flex-1 truncate font-semibold text-small">{name}</p>
        <IconButton label={`Cancel download of ${name}`} icon={X} onClick={cancel} />
      </div>
      <div className="pt-1 pr-2 pb-1">
        <ProgressBar label={`Downloading ${name}`} done={done} total={total} />
        <p className="mt-1.5 text-muted text-tiny tabular-nums">{paceText(transfer)}</p>
      </div>
    </div>
  );
}

function useLater(milliseconds: number): boolean {
  const [isLater, setLater] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLater(true), milliseconds);
    return () => clearTimeout(timer);
  }, [milliseconds]);
  return isLater;
}

/** Ends what is decrypted when the account is locked: its keys are not to be used any more. */
function useEndWithKeys(): void {
  const { account } = useUnlocked();
  const all = useTransfers();
  const [before, setBefore] = useState(account);
  useEffect(() => {
    if (before === account) return;
    setBefore(account);
    if (before !== null) for (const { cancel } of all) cancel();
  }, [before, account, all]);
}
