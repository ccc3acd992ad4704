"use client";

import { Dialog } from "./dialog.tsx";
import { WalletList } from "./wallet-list.tsx";

/** The wallets, from whichever screen. */
export function ConnectSheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open side onOpenChange={(open) => !open && onClose()} title="Connect a wallet">
      <WalletList onConnected={onClose} />
    </Dialog>
  );
}
