"use client";

import { QueueList } from "../_screens/network/queue-panel.tsx";
import { Dialog } from "./dialog.tsx";

/** What waits to be sent, over whatever page is open. */
export function QueueDialog({ onOpenChange }: { onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      title="Waiting to be sent"
      description="Kept on this device alone, until it is sent."
    >
      <QueueList />
    </Dialog>
  );
}
