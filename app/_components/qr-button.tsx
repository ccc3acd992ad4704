"use client";

import { QrCode as QrIcon } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { IconButton } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { lazyOf } from "./lazy.ts";
import { Skeleton } from "./skeleton.tsx";

const QrCode = lazy(() => import("./qr-code.tsx").then(lazyOf("QrCode")));

interface QrButtonProps {
  /** What it is: `your address`, `the link`. */
  what: string;
  text: string;
  /** Who may see it. */
  note: string;
}

/** Shows a text as a QR code, for a camera beside this screen. */
export function QrButton({ what, text, note }: QrButtonProps) {
  const [isShown, setShown] = useState(false);
  return (
    <>
      <IconButton
        label={`Show ${what} as a QR code`}
        icon={QrIcon}
        onClick={() => setShown(true)}
      />
      {isShown && (
        <Dialog
          open
          onOpenChange={setShown}
          title={what.replace(/^./, (it) => it.toUpperCase())}
          description={note}
        >
          <div className="flex flex-col items-center gap-4">
            <Suspense fallback={<Skeleton label="Drawing the code" />}>
              <QrCode text={text} label={`QR code of ${what}`} />
            </Suspense>
            <p className="w-full break-all text-center font-mono text-small">{text}</p>
          </div>
        </Dialog>
      )}
    </>
  );
}
