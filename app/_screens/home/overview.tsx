"use client";

import { ArrowRight, History, Plus } from "lucide-react";
import { lazy, Suspense } from "react";
import { AppLink } from "../../_components/app-link.tsx";
import { ButtonLink } from "../../_components/button-link.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { lazyOf } from "../../_components/lazy.ts";
import { LentList } from "../../_components/lent-list.tsx";
import { Notice } from "../../_components/notice.tsx";
import { PageHeader } from "../../_components/page-header.tsx";
import { Panel } from "../../_components/panel.tsx";
import { RecordList } from "../../_components/record-list.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { UnlockButton } from "../../_components/unlock-button.tsx";
import type { Session } from "../../_hooks/use-session.ts";
import { useSession } from "../../_hooks/use-session.ts";
import { RequestsPanel } from "../requests/requests-panel.tsx";
import { OffersPanel } from "../transfer/offers-panel.tsx";
import { EndingSoon } from "./ending-soon.tsx";

const LeasesInTime = lazy(() => import("./leases-in-time.tsx").then(lazyOf("LeasesInTime")));
const UnfinishedUploads = lazy(() =>
  import("../uploads/unfinished-uploads.tsx").then(lazyOf("UnfinishedUploads")),
);

type Connected = Exclude<Session, { status: "starting" | "disconnected" }>;

/** The state of the account, its records, and what was lent to it. Nothing without a wallet. */
export function Overview() {
  const session = useSession();
  if (session.status === "starting" || session.status === "disconnected") return null;
  return (
    <>
      <PageHeader
        title="Home"
        actions={
          <>
            <ButtonLink href="/activity/" icon={History}>
              Activity
            </ButtonLink>
            <ButtonLink href="/new/" variant="primary" icon={Plus}>
              New record
            </ButtonLink>
          </>
        }
      />
      <div className="space-y-6">
        <SetUpState session={session} />
        <Suspense>{session.status === "unlocked" && <UnfinishedUploads />}</Suspense>
        {session.status === "unlocked" && <RequestsPanel quiet />}
        {session.status === "unlocked" && <OffersPanel account={session.address} />}
        <EndingSoon account={session.address} />
        <div className="grid items-start gap-6 lg:grid-cols-2">
          <Panel title="My records" actions={<More href="/records/">All records</More>}>
            <RecordList owner={session.address} limit={5} />
          </Panel>
          <Panel title="Lent to me" actions={<More href="/lent/">All leases</More>}>
            <LentList account={session.address} limit={5} />
          </Panel>
        </div>
        <Suspense>
          <LeasesInTime account={session.address} />
        </Suspense>
      </div>
    </>
  );
}

function More({ href, children }: { href: string; children: string }) {
  return (
    <AppLink
      href={href}
      className="inline-flex items-center gap-1 rounded-control font-semibold text-accent text-small hover:underline"
    >
      {children}
      <ArrowRight size={16} aria-hidden />
    </AppLink>
  );
}

function SetUpState({ session }: { session: Connected }) {
  switch (session.status) {
    case "checking":
      return <Skeleton label="Looking for your encryption key" lines={1} />;
    case "unknown":
      return <ErrorNotice error={session.error} onRetry={session.retry} />;
    case "not-set-up":
      return (
        <Notice
          tone="time"
          title="One step is left: your encryption key"
          actions={
            <ButtonLink href="/setup/" variant="primary" size="small">
              Set up
            </ButtonLink>
          }
        >
          <p>Without it nobody can lend to you, and you cannot publish records.</p>
        </Notice>
      );
    case "locked":
      return (
        <Notice title="Your records are locked" actions={<UnlockButton />}>
          <p>
            Your wallet signs a message to unlock them in this page. Nothing is sent; nothing costs
            a fee.
          </p>
        </Notice>
      );
    case "unlocked":
      return null;
  }
}
