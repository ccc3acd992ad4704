"use client";

import { Hourglass } from "lucide-react";
import { useState } from "react";
import { useConnection } from "wagmi";
import type { SignedMessage } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { Notice } from "../../_components/notice.tsx";
import { useQueueRefresh } from "../../_hooks/use-queue.ts";
import { useToast } from "../../_hooks/use-toast.ts";
import { useWorld } from "../../_hooks/use-world.ts";

/** Keeps something signed until the ledger can be asked about it, and it can be sent. */
export function KeepSigned({ message }: { message: SignedMessage }) {
  const { sharing, context } = useWorld();
  const { address } = useConnection();
  const refresh = useQueueRefresh();
  const toast = useToast();
  const [isKept, setKept] = useState(false);
  const keep = async () => {
    if (address === undefined) return;
    await sharing.keepSigned(context, { account: address, message });
    await refresh(address);
    setKept(true);
    toast("Kept on this device. Send it when you are back online.");
  };
  return (
    <Notice
      tone="time"
      title="The ledger cannot be asked about it now"
      actions={
        address !== undefined &&
        !isKept && (
          <Button size="small" icon={Hourglass} onClick={keep}>
            Keep it and send when back
          </Button>
        )
      }
    >
      <p>
        {isKept
          ? "It waits on this device. Whether it is still good is looked up before it is sent."
          : "You can keep it on this device, and send it from your account when you are back online."}
      </p>
    </Notice>
  );
}
