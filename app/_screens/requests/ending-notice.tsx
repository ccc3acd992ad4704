"use client";

import type { Lease, OpenedSection } from "../../../lib/sharing/index.ts";
import { Notice } from "../../_components/notice.tsx";
import { useChainSlice } from "../../_hooks/use-clock.ts";
import { useOwnRequest } from "../../_hooks/use-requests.ts";
import { endingSoon } from "../../_text/ending.ts";
import { AskButton } from "./ask-button.tsx";

interface EndingNoticeProps {
  lease: Lease;
  known?: readonly OpenedSection[] | undefined;
}

/** Says to the holder of a lease that it ends soon, and offers to ask for more time. */
export function EndingNotice({ lease, known }: EndingNoticeProps) {
  const slice = useChainSlice();
  const own = useOwnRequest(lease.grantee, lease.record);
  const isSoon = slice !== null && endingSoon([lease], slice).length > 0;
  if (!isSoon || own.data?.state === "pending") return null;
  return (
    <Notice
      tone="time"
      title="Your lease ends soon"
      actions={
        <AskButton record={lease.record} lease={lease} known={known} size="small">
          Ask for more time
        </AskButton>
      }
    >
      <p>Save what you still need, or ask the owner to lend it for longer.</p>
    </Notice>
  );
}
