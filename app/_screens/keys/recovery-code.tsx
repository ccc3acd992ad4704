"use client";

import { Eye, Printer } from "lucide-react";
import { useState } from "react";
import { createPortal } from "react-dom";
import type { Reader } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { CopyButton } from "../../_components/copy-button.tsx";
import { useWorld } from "../../_hooks/use-world.ts";

interface RecoveryCodeProps {
  reader: Reader;
  /** Told once the code was on the screen. */
  onShown?: () => void;
}

/** The account's recovery code: hidden at first, to be printed or copied. */
export function RecoveryCode({ reader, onShown }: RecoveryCodeProps) {
  const { sharing } = useWorld();
  const [isShown, setShown] = useState(false);
  const show = () => {
    setShown(true);
    onShown?.();
  };
  if (!isShown) {
    return (
      <Button icon={Eye} onClick={show}>
        Show my recovery code
      </Button>
    );
  }
  const code = sharing.recoveryCode(reader);
  return (
    <div className="space-y-3">
      <section
        aria-label="Recovery code"
        className="grid grid-cols-3 gap-x-3 gap-y-1 rounded-card border border-line bg-sunken p-4 font-mono text-small sm:grid-cols-5"
      >
        {code.split(" ").map((group, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the groups stand still
          <span key={i}>{group} </span>
        ))}
      </section>
      <div className="flex flex-wrap items-center gap-2">
        <Button icon={Printer} onClick={() => window.print()}>
          Print
        </Button>
        <CopyButton text={code} label="Copy the recovery code" />
      </div>
      {createPortal(
        <RecoverySheet
          code={code}
          address={reader.address}
          fingerprint={sharing.readableFingerprint(reader.identity.publicKey)}
        />,
        document.body,
      )}
    </div>
  );
}

interface RecoverySheetProps {
  code: string;
  address: string;
  fingerprint: string;
}

/** What is printed, instead of the page around it. */
function RecoverySheet({ code, address, fingerprint }: RecoverySheetProps) {
  return (
    <article className="print-sheet" aria-hidden>
      <h1>Leasehold recovery code</h1>
      <p>
        With this code you read everything that is yours or was lent to you, on any machine and
        without your wallet. Whoever finds it can do so as well: keep it where you keep a passport.
        Nobody can send or sign anything with it.
      </p>
      <dl>
        <dt>Code</dt>
        <dd>{code}</dd>
        <dt>Account</dt>
        <dd>{address}</dd>
        <dt>Fingerprint of the key</dt>
        <dd>{fingerprint}</dd>
        <dt>Printed</dt>
        <dd>{new Date().toISOString().slice(0, 10)}</dd>
      </dl>
      <p>To use it: open Leasehold, choose “Use a recovery code”, and enter account and code.</p>
    </article>
  );
}
