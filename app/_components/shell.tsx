"use client";

import { FolderLock, House, Inbox, MessagesSquare, Plus } from "lucide-react";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { lazy, Suspense } from "react";
import { useFocusOnArrival } from "../_hooks/use-focus-on-arrival.ts";
import { AppLink } from "./app-link.tsx";
import { classNames } from "./class-names.ts";
import { Idle } from "./idle.tsx";
import { lazyOf } from "./lazy.ts";
import { LedgerName } from "./ledger-name.tsx";
import { Mark } from "./mark.tsx";
import { NetworkChoice } from "./network-choice.tsx";
import { Ready } from "./ready.tsx";

const AccountButton = lazy(() => import("./account-button.tsx").then(lazyOf("AccountButton")));
const RequestCount = lazy(() => import("./request-count.tsx").then(lazyOf("RequestCount")));
const NetworkState = lazy(() => import("./network-state.tsx").then(lazyOf("NetworkState")));
const ReminderWatch = lazy(() => import("./reminder-watch.tsx").then(lazyOf("ReminderWatch")));

const VersionNotice = lazy(() => import("./version-notice.tsx").then(lazyOf("VersionNotice")));
const TransferTray = lazy(() => import("./transfer-tray.tsx").then(lazyOf("TransferTray")));

const ChainBanner = lazy(() => import("./chain-banner.tsx").then(lazyOf("ChainBanner")));
const QueueNotice = lazy(() => import("./queue-notice.tsx").then(lazyOf("QueueNotice")));

const PLACES = [
  { href: "/", label: "Home", short: "Home", icon: House },
  { href: "/records/", label: "My records", short: "Records", icon: FolderLock },
  { href: "/lent/", label: "Lent to me", short: "Lent", icon: Inbox },
  { href: "/requests/", label: "Requests", short: "Requests", icon: MessagesSquare },
  { href: "/new/", label: "New record", short: "New", icon: Plus },
] as const;

/** The frame of every page: header, navigation (at the bottom on a phone), footer. */
export function Shell({ children }: { children: ReactNode }) {
  useFocusOnArrival();
  return (
    <div className="flex min-h-dvh flex-col">
      <button
        type="button"
        onClick={() => document.getElementById("main")?.focus()}
        className="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-60 focus:rounded-control focus:bg-ink focus:px-4 focus:py-2 focus:text-paper"
      >
        Skip to content
      </button>
      <header className="sticky top-0 z-30 border-line border-b bg-paper/92 backdrop-blur-sm">
        <div className="mx-auto flex h-16 max-w-6xl items-center gap-3 px-4 sm:px-6">
          <AppLink
            href="/"
            className="flex items-center gap-2.5 rounded-control font-bold text-lead"
          >
            <Mark />
            Leasehold
          </AppLink>
          <Navigation className="ml-6 hidden gap-1 md:flex" />
          <div className="ml-auto">
            <Suspense fallback={<span className="block h-10 w-28" />}>
              <AccountButton />
            </Suspense>
          </div>
        </div>
      </header>
      <Idle>
        <VersionNotice />
      </Idle>
      <Ready quiet fallback={null}>
        <Suspense>
          <ChainBanner />
          <QueueNotice />
          <ReminderWatch />
          <TransferTray />
        </Suspense>
      </Ready>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto w-full max-w-6xl flex-1 px-4 pt-6 pb-12 outline-none sm:px-6 sm:pt-10"
      >
        {children}
      </main>
      <footer className="border-line border-t pb-20 md:pb-0">
        <div className="mx-auto max-w-6xl space-y-1 px-4 py-6 text-muted text-small sm:px-6">
          <p>
            Nothing you see here is kept by a company: the rules are on a public ledger, your data
            is stored encrypted, and the keys are in your wallet.
          </p>
          <Ready quiet fallback={<LedgerName />}>
            <NetworkChoice />
          </Ready>
          <p>
            <Ready quiet fallback={<NetworkLink />}>
              <Suspense fallback={<NetworkLink />}>
                <NetworkState />
              </Suspense>
            </Ready>
          </p>
        </div>
      </footer>
      <div className="fixed inset-x-0 bottom-0 z-30 border-line border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden">
        <Navigation className="grid grid-cols-5" stacked />
      </div>
    </div>
  );
}

function NetworkLink() {
  return (
    <AppLink href="/network/" className="underline underline-offset-4">
      Network
    </AppLink>
  );
}

function Navigation({ className, stacked = false }: { className: string; stacked?: boolean }) {
  const path = usePathname();
  return (
    <nav aria-label="Main" className={className}>
      {PLACES.map(({ href, label, short, icon: Icon }) => {
        const isHere = path === href || `${path}/` === href;
        return (
          <AppLink
            key={href}
            href={href}
            aria-current={isHere ? "page" : undefined}
            className={classNames(
              "rounded-control font-semibold transition-colors hover:text-ink",
              isHere ? "text-ink" : "text-muted",
              stacked
                ? "relative flex flex-col items-center gap-0.5 px-1 pt-2 pb-1.5 text-tiny"
                : "px-3 py-2 text-small hover:bg-sunken aria-[current]:bg-sunken",
            )}
          >
            {stacked && <Icon size={20} aria-hidden />}
            <span>
              <span aria-hidden={stacked}>{stacked ? short : label}</span>
              {stacked && <span className="sr-only">{label}</span>}
              {href === "/requests/" && (
                <Ready quiet fallback={null}>
                  <Suspense>
                    <RequestCount isOnIcon={stacked} />
                  </Suspense>
                </Ready>
              )}
            </span>
          </AppLink>
        );
      })}
    </nav>
  );
}
