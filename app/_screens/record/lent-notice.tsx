"use client";

import type { Hex } from "viem";
import type { SignedMessage } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { CopyField } from "../../_components/copy-field.tsx";
import { Notice } from "../../_components/notice.tsx";
import { ShareButton } from "../../_components/share-button.tsx";
import { leaseLink, recordLink, signedLink } from "../../_config/links.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { count, formatMoment } from "../../_text/format.ts";
import type { Lent } from "./use-lend.ts";

interface LentNoticeProps {
  record: Hex;
  lent: Exclude<Lent, { kind: "sent" }>;
  onDone: () => void;
}

/** What is to be handed over after lending to a group, by a link, or after signing. */
export function LentNotice({ record, lent, onDone }: LentNoticeProps) {
  return (
    <div className="space-y-5">
      {lent.kind === "group" && <GroupNotice record={record} count={lent.count} />}
      {lent.kind === "signed" && <SignedNotice message={lent.message} />}
      {lent.kind === "link" && <LinkNotice {...lent} />}
      <div className="flex justify-end">
        <Button variant="primary" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  );
}

function GroupNotice({ record, count: people }: { record: Hex; count: number }) {
  return (
    <>
      <Notice tone="good" role="status" title={`Lent to ${count(people, "person", "people")}`}>
        <p>
          The ledger does not tell them. Send each of them this link: once they have opened it, the
          record is in their list of what was lent to them. For anybody else it opens nothing.
        </p>
      </Notice>
      <CopyField
        label="Link to this record"
        text={recordLink(record)}
        qr={{ what: "the link to this record", note: "It opens only for those it was lent to." }}
      />
    </>
  );
}

function SignedNotice({ message }: { message: SignedMessage }) {
  const { sharing } = useWorld();
  return (
    <>
      <Notice tone="good" role="status" title="Signed, and not sent yet">
        <p>
          Nothing is lent until somebody sends this. Whoever opens the link can, until{" "}
          {formatMoment(message.validity.deadline)}, and pays the fee. The lease ends when you said,
          however late it is sent. You can cancel it until then.
        </p>
      </Notice>
      <CopyField
        label="Link to send"
        text={signedLink(sharing.encodeSigned(message))}
        hint="It holds no secret: it opens nothing for anybody but the person that you lend to."
        qr={{
          what: "the link to send",
          note: "It opens nothing for anybody but the person that you lend to.",
        }}
      />
    </>
  );
}

function LinkNotice({ fragment, hasPassphrase }: { fragment: string; hasPassphrase: boolean }) {
  const url = leaseLink(fragment);
  const what = hasPassphrase ? "this link and its passphrase" : "this link";
  return (
    <>
      <Notice tone="time" role="status" title={`Whoever has ${what} can open it`}>
        <p>
          {hasPassphrase
            ? "Send the passphrase by another way. Nobody can look it up for you."
            : "It is the key: send it by a way that you trust, and to nobody else."}{" "}
          You can copy it again and end it from the list of leases.
        </p>
      </Notice>
      <CopyField
        label="Link to send"
        text={url}
        qr={{
          what: "the link to send",
          note: "Whoever photographs it has the link: show it to nobody else.",
        }}
      />
      <ShareButton url={url} />
    </>
  );
}
