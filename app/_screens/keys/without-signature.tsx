"use client";

import { Button } from "../../_components/button.tsx";
import { Notice } from "../../_components/notice.tsx";

/** Offers to make a key without the wallet's signature, where that one is of no use. */
export function WithoutSignature({ onAgree }: { onAgree: () => void }) {
  return (
    <Notice
      title="Is this a smart account, or a shared wallet?"
      actions={
        <Button size="small" onClick={onAgree}>
          Go on without the signature
        </Button>
      }
    >
      <p>
        No key can be made of such a wallet&rsquo;s signatures. It can come from a passphrase or a
        passkey alone.
      </p>
    </Notice>
  );
}
