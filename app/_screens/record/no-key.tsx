"use client";

import { Link2, Mail } from "lucide-react";
import { useState } from "react";
import type { Address } from "viem";
import { Button } from "../../_components/button.tsx";
import { CopyButton } from "../../_components/copy-button.tsx";
import { Notice } from "../../_components/notice.tsx";
import { siteUrl } from "../../_config/site.ts";
import { copyOfCode } from "../../_text/errors.ts";

interface NoKeyProps {
  address: Address;
  /** Lends by a link instead; undefined where that is no way out. */
  onLink: (() => void) | undefined;
}

/** Somebody cannot be lent to yet: a link needs no key, and an invitation asks them to make one. */
export function NoKey({ address, onLink }: NoKeyProps) {
  const [isInviting, setInviting] = useState(false);
  const { title, help } = copyOfCode("sharing/no-key");
  const text = invitation(address, siteUrl("setup/").href);
  return (
    <Notice
      tone="time"
      title={title}
      actions={
        <>
          {onLink && (
            <Button size="small" icon={Link2} onClick={onLink}>
              Make a link instead
            </Button>
          )}
          <Button
            size="small"
            icon={Mail}
            aria-expanded={isInviting}
            onClick={() => setInviting((it) => !it)}
          >
            Invite them
          </Button>
        </>
      }
    >
      <p>{help}</p>
      {isInviting && (
        <div className="flex items-start gap-2 rounded-control border border-line bg-surface py-2 pr-1 pl-3">
          <p className="min-w-0 flex-1 whitespace-pre-line break-words">{text}</p>
          <CopyButton text={text} label="Copy the invitation" />
        </div>
      )}
    </Notice>
  );
}

/** What to write to somebody who has no key yet. */
export function invitation(address: Address, link: string): string {
  return `I would like to share encrypted data with you through Leasehold. Please open this page once with the wallet of ${address} and make your encryption key, which takes a minute:\n${link}\nThen tell me, and I will lend it to you.`;
}
