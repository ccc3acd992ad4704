"use client";

import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useEffect, useState } from "react";
import type { Hex } from "viem";
import type { Reader } from "../../../lib/sharing/index.ts";
import { PageHeader } from "../../_components/page-header.tsx";
import { Ready } from "../../_components/ready.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { queryKeys } from "../../_config/query-keys.ts";
import { useSession } from "../../_hooks/use-session.ts";
import { ChangeKeyPanel } from "../keys/change-key-panel.tsx";
import { CodeForm } from "./code-form.tsx";
import { RecoveredList } from "./recovered-list.tsx";
import { RecoveredRecord } from "./recovered-record.tsx";

/** Opens an account for reading by its recovery code, on a machine without its wallet. */
export function RecoverScreen() {
  return (
    <Ready
      fallback={
        <Beginning>
          <Skeleton label="Loading" lines={4} />
        </Beginning>
      }
    >
      <Recover />
    </Ready>
  );
}

/** What the code is for, above the field for it. */
function Beginning({ children }: { children: ReactNode }) {
  return (
    <div className="mx-auto max-w-xl">
      <PageHeader title="Use a recovery code">
        <p>
          It reads everything that is yours or was lent to you, without your wallet. To publish,
          lend or revoke you need the wallet.
        </p>
      </PageHeader>
      {children}
    </div>
  );
}

/** The keys live in this component alone: leaving the page forgets them, and what they opened. */
function Recover() {
  const [reader, setReader] = useState<Reader | null>(null);
  const [record, setRecord] = useState<Hex | null>(null);
  const queries = useQueryClient();
  useEffect(() => {
    if (reader === null) return;
    return () => queries.removeQueries({ queryKey: queryKeys.everyOpened });
  }, [queries, reader]);
  if (reader === null) {
    return (
      <Beginning>
        <CodeForm onOpen={setReader} />
        <StartOver />
      </Beginning>
    );
  }
  if (record !== null) {
    return <RecoveredRecord reader={reader} record={record} onBack={() => setRecord(null)} />;
  }
  return <RecoveredList reader={reader} onOpen={setRecord} onClose={() => setReader(null)} />;
}

/** For who has the wallet, but neither the second factor nor the code. */
function StartOver() {
  const session = useSession();
  if (session.status !== "locked") return null;
  return (
    <details className="mt-8">
      <summary className="cursor-pointer text-muted text-small">
        I have neither passphrase, passkey nor code
      </summary>
      <div className="mt-4">
        <ChangeKeyPanel address={session.address} present={null} from="wallet" />
      </div>
    </details>
  );
}
