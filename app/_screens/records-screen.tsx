"use client";

import { Plus } from "lucide-react";
import { useEffect } from "react";
import { useConnection } from "wagmi";
import { AsOfNote } from "../_components/as-of-note.tsx";
import { ButtonLink } from "../_components/button-link.tsx";
import { Gate } from "../_components/gate.tsx";
import { loadLongList } from "../_components/long-list.tsx";
import { PageHeader } from "../_components/page-header.tsx";
import { Ready } from "../_components/ready.tsx";
import { RecordList } from "../_components/record-list.tsx";
import { useOwnedAhead } from "../_hooks/use-records.ts";
import { OffersPanel } from "./transfer/offers-panel.tsx";

/** All records of the connected account. */
export function RecordsScreen() {
  return (
    <>
      <PageHeader
        title="My records"
        actions={
          <ButtonLink href="/new/" variant="primary" icon={Plus}>
            New record
          </ButtonLink>
        }
      >
        <p>
          Everything that you own: what is in it, and who may read it until when. Files are
          encrypted on your device before they leave it, and only you and those you lend to can open
          them.
        </p>
      </PageHeader>
      <Ready quiet fallback={null}>
        <ListAhead />
      </Ready>
      <Gate purpose="to show your records">
        {({ address }) => (
          <div className="space-y-6">
            <OffersPanel account={address} />
            <div className="rounded-card border border-line bg-surface p-5 shadow-raised">
              <AsOfNote
                of={{ account: address }}
                note="Records that were never opened on this device are not listed."
              />
              <RecordList owner={address} />
            </div>
          </div>
        )}
      </Gate>
    </>
  );
}

/** Reads which records there are while the account is still locked. */
function ListAhead() {
  const { address } = useConnection();
  useOwnedAhead(address);
  useEffect(() => {
    loadLongList().catch(() => undefined);
  }, []);
  return null;
}
