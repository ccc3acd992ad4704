"use client";

import { Bell, BellOff } from "lucide-react";
import { useSyncExternalStore } from "react";
import type { Address } from "viem";
import type { ListedLease } from "../../../lib/sharing/index.ts";
import { AppLink } from "../../_components/app-link.tsx";
import { Button } from "../../_components/button.tsx";
import { Countdown } from "../../_components/countdown.tsx";
import { Panel } from "../../_components/panel.tsx";
import { Person } from "../../_components/person.tsx";
import {
  allowReminders,
  reminderPermission,
  stopReminders,
  watchReminders,
} from "../../_config/reminders.ts";
import { useEnding } from "../../_hooks/use-ending.ts";
import { AskButton } from "../requests/ask-button.tsx";

/** Leases that end soon, the account's own and those it granted; nothing where there are none. */
export function EndingSoon({ account }: { account: Address }) {
  const { held, granted } = useEnding(account);
  if (held.length + granted.length === 0) return null;
  return (
    <Panel title="Ending soon" actions={<ReminderSwitch />}>
      <ul className="-my-3 divide-y divide-line text-small">
        {held.map((lease) => (
          <EndingItem key={lease.envelope} lease={lease} isHeld />
        ))}
        {granted.map((lease) => (
          <EndingItem key={lease.envelope} lease={lease} isHeld={false} />
        ))}
      </ul>
    </Panel>
  );
}

function EndingItem({ lease, isHeld }: { lease: ListedLease; isHeld: boolean }) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <span className="flex min-w-0 flex-wrap items-center gap-2">
        {isHeld ? "Lent to you by" : "Lent by you to"}
        <Person address={isHeld ? lease.owner : lease.grantee} />
      </span>
      <Countdown to={lease.expiresAt} label="ends in" />
      <span className="ml-auto flex flex-wrap items-center gap-3">
        <AppLink
          href={`/record/?id=${lease.record}`}
          className="font-semibold text-accent underline-offset-4 hover:underline"
        >
          See the record
        </AppLink>
        {isHeld && (
          <AskButton record={lease.record} lease={lease} size="small">
            Ask for more time
          </AskButton>
        )}
      </span>
    </li>
  );
}

/** Turns notifications on and off; the browser is asked only upon the click. */
function ReminderSwitch() {
  const permission = useSyncExternalStore(watchReminders, reminderPermission, () => "off" as const);
  if (permission === "unsupported") return null;
  if (permission === "denied") {
    return (
      <span className="text-muted text-small">
        This browser does not let the site notify you. Its settings for the site change that.
      </span>
    );
  }
  return permission === "on" ? (
    <Button size="small" icon={BellOff} onClick={stopReminders}>
      Stop notifying me
    </Button>
  ) : (
    <Button size="small" icon={Bell} onClick={() => allowReminders()}>
      Notify me before leases end
    </Button>
  );
}
