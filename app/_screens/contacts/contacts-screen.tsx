"use client";

import { useConnection } from "wagmi";
import { Fingerprint } from "../../_components/fingerprint.tsx";
import { PageHeader } from "../../_components/page-header.tsx";
import { Panel } from "../../_components/panel.tsx";
import { Person } from "../../_components/person.tsx";
import { QrButton } from "../../_components/qr-button.tsx";
import { Ready } from "../../_components/ready.tsx";
import { useSession } from "../../_hooks/use-session.ts";
import { ContactList } from "./contact-list.tsx";
import { ContactsFile } from "./contacts-file.tsx";
import { EnsPanel } from "./ens-panel.tsx";

/** Names for the accounts that one deals with. */
export function ContactsScreen() {
  return (
    <>
      <PageHeader title="Contacts">
        <p>
          Names for the accounts you deal with. They stay in this browser: nobody else sees them,
          and no server holds them.
        </p>
      </PageHeader>
      <Ready>
        <div className="grid items-start gap-6 lg:grid-cols-[1.6fr_1fr]">
          <ContactList />
          <div className="space-y-6">
            <OwnAddress />
            <ContactsFile />
            <EnsPanel />
          </div>
        </div>
      </Ready>
    </>
  );
}

/** What to show to somebody who wants to lend something; nothing without a wallet. */
function OwnAddress() {
  const { address } = useConnection();
  const session = useSession();
  if (address === undefined) return null;
  return (
    <Panel title="Your address" note="Show it to whoever wants to lend you something">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-3">
        <Person address={address} full />
        <QrButton
          what="your address"
          text={address}
          note="Anybody may see it. With it, people can lend to you."
        />
      </div>
      {"publishedKey" in session && (
        <p className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-muted text-small">
          Fingerprint of your key
          <Fingerprint value={session.publishedKey.fingerprint} />
        </p>
      )}
    </Panel>
  );
}
