"use client";

import type { Address } from "viem";
import { Button } from "../../_components/button.tsx";
import { Notice } from "../../_components/notice.tsx";
import { Person } from "../../_components/person.tsx";
import { count } from "../../_text/format.ts";

/** As many as are named; a list of hundreds helps nobody. */
const NAMED = 5;

interface WithoutKeyProps {
  accounts: readonly Address[];
  onLeaveOut: () => void;
}

/** Who of those chosen cannot be lent to yet, and the way to go on without them. */
export function WithoutKey({ accounts, onLeaveOut }: WithoutKeyProps) {
  const more = accounts.length - NAMED;
  return (
    <Notice
      tone="time"
      title={`${count(accounts.length, "person has", "people have")} not set up yet`}
      actions={
        <Button size="small" onClick={onLeaveOut}>
          Leave them out
        </Button>
      }
    >
      <ul>
        {accounts.slice(0, NAMED).map((address) => (
          <li key={address}>
            <Person address={address} />
          </li>
        ))}
        {more > 0 && <li>and {more} more</li>}
      </ul>
    </Notice>
  );
}
