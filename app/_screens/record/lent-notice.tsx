"use client";

import type { Hex } from "viem";
import { Button } from "../../_components/button.tsx";
import { CopyField } from "../../_components/copy-field.tsx";
import { Notice } from "../../_components/notice.tsx";
import { recordLink, signedLink } from "../../_config/links.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { count, formatMoment } from "../../_text/format.ts";
import type { Lent } from "./use-lend.ts";

interface LentNoticeProps {
  record: Hex;
  lent: Exclude<Lent, { kind: "sent" }>;
  onDone: () => void;
}

/** What is to be handed over after lending to a group, or after signing. */
export function LentNotice({ record, lent, onDone }: LentNoticeProps) {
  const { sharing } = useWorld();
  return (
    <div className="space-y-5">
      {lent.kind === "group" ? (
        <>
          <Notice
            tone="good"
            role="status"
            title={`Lent to ${count(lent.count, "person", "people")}`}
          >
            <p>
              The ledger does not tell them. Send each of them this link: once they have opened it,
              the record is in their list of what was lent to them. For anybody else it opens
              nothing.
            </p>
          </Notice>
          <CopyField label="Link to this record" text={recordLink(record)} />
        </>
      ) : (
        <>
          <Notice tone="good" role="status" title="Signed, and not sent yet">
            <p>
              Nothing is lent until somebody sends this. Whoever opens the link can, until{" "}
              {formatMoment(lent.message.validity.deadline)}, and pays the fee. The lease ends when
              you said, however late it is sent. You can cancel it until then.
            </p>
          </Notice>
          <CopyField
            label="Link to send"
            text={signedLink(sharing.encodeSigned(lent.message))}
            hint="It holds no secret: it opens nothing for anybody but the person that you lend to."
          />
        </>
      )}
      <div className="flex justify-end">
        <Button variant="primary" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  );
}
