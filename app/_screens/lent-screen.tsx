"use client";

import { AppLink } from "../_components/app-link.tsx";
import { AsOfNote } from "../_components/as-of-note.tsx";
import { Gate } from "../_components/gate.tsx";
import { LentList } from "../_components/lent-list.tsx";
import { PageHeader } from "../_components/page-header.tsx";
import { OwnRequests } from "./requests/own-requests.tsx";
import { OffersPanel } from "./transfer/offers-panel.tsx";

/** All leases of the connected account. */
export function LentScreen() {
  return (
    <>
      <PageHeader title="Lent to me">
        <p>
          What others let you read, and for how long: it opens here while the lease runs. Got a
          lease that was signed, but not sent?{" "}
          <AppLink href="/signed/" className="font-semibold underline underline-offset-4">
            Open it
          </AppLink>
        </p>
      </PageHeader>
      <Gate purpose="to show what was lent to you">
        {({ address }) => (
          <div className="space-y-6">
            <OffersPanel account={address} />
            <div className="rounded-card border border-line bg-surface p-5 shadow-raised">
              <AsOfNote
                of={{ account: address }}
                note="Whether a lease was ended early since then, only the chain can tell."
              />
              <LentList account={address} />
            </div>
            <OwnRequests account={address} quiet />
          </div>
        )}
      </Gate>
    </>
  );
}
