"use client";

import type { Address, Hex } from "viem";
import type { GrantTerms, SignedMessage } from "../../../lib/sharing/index.ts";
import { sliceStart } from "../../../lib/slice.ts";
import { createLinkFlow } from "../../_flows/create-link.ts";
import { grantFlow } from "../../_flows/grant.ts";
import { grantManyFlow } from "../../_flows/grant-many.ts";
import { grantRootFlow } from "../../_flows/grant-root.ts";
import { signGrantFlow } from "../../_flows/sign-grant.ts";
import { useFlow } from "../../_hooks/use-flow.ts";
import { useNames } from "../../_hooks/use-names.ts";
import type { Way } from "./grantees.ts";

/** For how long a signed lease can be sent, in seconds, unless it runs out before. */
const SENDABLE = 7 * 24 * 3600;

/** Until when a lease that is signed now can be sent; unix seconds. */
export function sendableUntil({ terms, now }: Pick<Lending, "terms" | "now">): number {
  return Math.min(sliceStart(terms.expiresAt), now + SENDABLE);
}

export interface Lending {
  record: Hex;
  people: readonly Address[];
  terms: Omit<GrantTerms, "grantee">;
  way: Way | "link";
  /** Of a link; null for none. */
  passphrase: string | null;
  /** The present time in unix seconds. */
  now: number;
}

/** What lending led to; the dialog has something to hand over unless it is `sent`. */
export type Lent =
  | { kind: "sent" }
  | { kind: "group"; count: number }
  | { kind: "signed"; message: SignedMessage }
  | { kind: "link"; fragment: string; hasPassphrase: boolean };

/** Lends to one or several people, or by a link, in the way that was chosen. */
export function useLend() {
  const nameOf = useNames();
  const one = useFlow(grantFlow);
  const many = useFlow(grantManyFlow);
  const group = useFlow(grantRootFlow);
  const sign = useFlow(signGrantFlow);
  const link = useFlow(createLinkFlow);
  const all = [one, many, group, sign, link];
  const running = all.find(({ run }) => run.status !== "idle") ?? one;

  const lend = async (lending: Lending): Promise<Lent | null> => {
    const { record, people, terms, way, passphrase } = lending;
    for (const { reset } of all) reset();
    if (way === "link") {
      const done = await link.start({ record, terms, passphrase });
      const hasPassphrase = passphrase !== null;
      if (!done?.result) return done && { kind: "sent" };
      return { kind: "link", fragment: done.result.fragment, hasPassphrase };
    }
    const [grantee] = people;
    if (grantee === undefined) return null;
    const single = { record, name: nameOf(grantee), terms: { ...terms, grantee } };
    if (way === "sign") {
      const deadline = sendableUntil(lending);
      const done = await sign.start({ ...single, deadline });
      return done?.result ? { kind: "signed", message: done.result } : null;
    }
    if (way === "group") {
      const leases = people.map((it) => ({ ...terms, grantee: it }));
      const done = await group.start({ record, leases });
      return done && { kind: "group", count: people.length };
    }
    const done =
      people.length === 1
        ? await one.start(single)
        : await many.start({ record, grantees: people, terms });
    return done && { kind: "sent" };
  };

  return { running, lend };
}
