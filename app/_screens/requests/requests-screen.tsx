"use client";

import { Gate } from "../../_components/gate.tsx";
import { PageHeader } from "../../_components/page-header.tsx";
import { OwnRequests } from "./own-requests.tsx";
import { RequestsPanel } from "./requests-panel.tsx";

/** What others ask of the connected account, and what it asks of others. */
export function RequestsScreen() {
  return (
    <>
      <PageHeader title="Requests">
        <p>
          Who asks you for access, and what you decide; and what you asked others for. That there is
          a request, anybody can see; its note is encrypted.
        </p>
      </PageHeader>
      <Gate purpose="to show requests and to read their notes">
        {({ address }) => (
          <div className="space-y-6">
            <RequestsPanel />
            <OwnRequests account={address} />
          </div>
        )}
      </Gate>
    </>
  );
}
