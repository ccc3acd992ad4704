"use client";

import { lazy, Suspense, useState } from "react";
import { useLobby } from "../_hooks/use-lobby.ts";
import { Button } from "./button.tsx";
import { lazyOf } from "./lazy.ts";
import { Ready } from "./ready.tsx";

const AccountChip = lazy(() => import("./account-chip.tsx").then(lazyOf("AccountChip")));
const AccountSheet = lazy(() => import("./account-sheet.tsx").then(lazyOf("AccountSheet")));
const ConnectSheet = lazy(() => import("./connect-sheet.tsx").then(lazyOf("ConnectSheet")));

/** Keeps the button's room. */
const ACCOUNT_ROOM = <span className="block h-10 w-28" />;

/** Who is connected, and the way to everything about the account and its wallet. */
export function AccountButton() {
  const [open, setOpen] = useState(false);
  const { presence } = useLobby();
  const close = () => setOpen(false);
  if (presence === "unknown") return ACCOUNT_ROOM;
  if (presence === "none") {
    return (
      <>
        <Button variant="primary" size="small" onClick={() => setOpen(true)}>
          Connect
        </Button>
        <Suspense>{open && <ConnectSheet onClose={close} />}</Suspense>
      </>
    );
  }
  return (
    <Ready quiet fallback={ACCOUNT_ROOM}>
      <Suspense fallback={ACCOUNT_ROOM}>
        <AccountChip onOpen={() => setOpen(true)} />
      </Suspense>
      <Suspense>{open && <AccountSheet onClose={close} />}</Suspense>
    </Ready>
  );
}
