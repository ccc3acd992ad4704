"use client";

import { Download } from "lucide-react";
import { useEffect, useState } from "react";
import { buttonLook } from "../../_components/button-look.ts";
import { Gate } from "../../_components/gate.tsx";
import { PageHeader } from "../../_components/page-header.tsx";
import { Panel } from "../../_components/panel.tsx";
import { siteUrl } from "../../_config/site.ts";
import { ImportPanel } from "./import-panel.tsx";
import { TakePanel } from "./take-panel.tsx";

/** Taking everything along, bringing it back, and the page that opens it without this site. */
export function ExportScreen() {
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader title="Export and import">
        <p>
          Your records do not depend on this site. Keep a copy, and they open without it: all that
          is needed are the chain, the encrypted blocks and your wallet or recovery code.
        </p>
      </PageHeader>
      <div className="space-y-6">
        <Gate purpose="to export your records">
          {({ account }) => (
            <div className="space-y-6">
              <TakePanel key={account.address} account={account} />
              <ImportPanel account={account} />
            </div>
          )}
        </Gate>
        <WalkAwayPanel />
      </div>
    </div>
  );
}

function WalkAwayPanel() {
  // The site's address is not known when the page is built.
  const [href, setHref] = useState<string>();
  useEffect(() => setHref(siteUrl("walk-away.html").href), []);
  return (
    <Panel title="The page that opens it all" note="One file, for the day this site is gone">
      <p className="mb-4 text-small">
        Keep this page beside your export. Opened from your disk, it shows and saves everything that
        an encrypted copy holds, with your recovery code and without any network. It also works from
        any node and any gateway, with your wallet.
      </p>
      <a href={href} download="leasehold-walk-away.html" className={buttonLook({})}>
        <Download size={18} className="shrink-0" aria-hidden />
        Save the walk-away page
      </a>
    </Panel>
  );
}
