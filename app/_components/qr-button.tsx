"use client";

import { QrCode as QrIcon } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { IconButton } from "./button.tsx";
import { lazyOf } from "./lazy.ts";

const QrDialog = lazy(() => import("./qr-dialog.tsx").then(lazyOf("QrDialog")));

interface QrButtonProps {
  /** What it is: `your address`, `the link`. */
  what: string;
  text: string;
  /** Who may see it. */
  note: string;
}

/** Shows a text as a QR code, for a camera beside this screen. */
export function QrButton(props: QrButtonProps) {
  const [isShown, setShown] = useState(false);
  return (
    <>
      <IconButton
        label={`Show ${props.what} as a QR code`}
        icon={QrIcon}
        onClick={() => setShown(true)}
      />
      <Suspense>{isShown && <QrDialog {...props} onOpenChange={setShown} />}</Suspense>
    </>
  );
}
