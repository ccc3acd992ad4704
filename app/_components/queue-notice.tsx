"use client";

import { Hourglass } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useConnection } from "wagmi";
import { useQueueCount } from "../_hooks/use-queue.ts";
import { useIsAway } from "../_hooks/use-read.ts";
import { count } from "../_text/format.ts";
import { Banner, Words } from "./banner.tsx";
import { Button } from "./button.tsx";
import { lazyOf } from "./lazy.ts";

const QueueDialog = lazy(() => import("./queue-dialog.tsx").then(lazyOf("QueueDialog")));

/** Says that something waits on this device to be sent; nothing where nothing does. */
export function QueueNotice() {
  const { address } = useConnection();
  const { data } = useQueueCount(address);
  const isAway = useIsAway();
  const [open, setOpen] = useState(false);
  const { waiting = 0, stuck = 0 } = data ?? {};
  if (waiting + stuck === 0 && !open) return null;
  return (
    <>
      <Banner icon={<Hourglass size={18} aria-hidden />}>
        <Words
          title={`${count(waiting + stuck, "thing waits", "things wait")} to be sent`}
          help={
            stuck > 0
              ? `${count(stuck, "cannot", "cannot")} be sent as it is: see why.`
              : isAway
                ? "Kept on this device until you are back online."
                : "Kept on this device. It is sent when you say so."
          }
        />
        <Button size="small" onClick={() => setOpen(true)}>
          {isAway || waiting === 0 ? "Show" : "Show and send"}
        </Button>
      </Banner>
      {open && (
        <Suspense>
          <QueueDialog onOpenChange={setOpen} />
        </Suspense>
      )}
    </>
  );
}
