"use client";

import { Gate } from "../_components/gate.tsx";
import { LentList } from "../_components/lent-list.tsx";
import { PageHeader } from "../_components/page-header.tsx";

/** All leases of the connected account. */
export function LentScreen() {
  return (
    <>
      <PageHeader title="Lent to me">
        <p>What others let you read, and for how long.</p>
      </PageHeader>
      <Gate purpose="to show what was lent to you">
        {({ address }) => (
          <div className="rounded-card border border-line bg-surface p-5 shadow-raised">
            <LentList account={address} />
          </div>
        )}
      </Gate>
    </>
  );
}
