"use client";

import { MessageSquarePlus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Hex } from "viem";
import type { Lease, OpenedSection } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import type { ButtonLook } from "../../_components/button-look.ts";
import { lazyOf } from "../../_components/lazy.ts";

const RequestDialog = lazy(() => import("./request-dialog.tsx").then(lazyOf("RequestDialog")));

interface AskButtonProps extends Pick<ButtonLook, "size" | "variant"> {
  record: Hex;
  lease?: Lease | undefined;
  known?: readonly OpenedSection[] | undefined;
  children: string;
}

/** Opens the form that asks a record's owner for a lease. */
export function AskButton({ record, lease, known, children, ...look }: AskButtonProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button {...look} icon={MessageSquarePlus} onClick={() => setOpen(true)}>
        {children}
      </Button>
      <Suspense>
        {isOpen && (
          <RequestDialog record={record} lease={lease} known={known} onOpenChange={setOpen} />
        )}
      </Suspense>
    </>
  );
}
