import type { NodeHealth, StoreHealth, StoreState } from "../../lib/sharing/index.ts";
import { copyOf } from "./errors.ts";
import { formatSpan } from "./format.ts";

/** How something on the network does: `fine`, `slow` (works, with less), `bad`, or not known yet. */
export type Condition = "fine" | "slow" | "bad" | "unknown";

/** A state in words, and what to do about it; null where there is nothing to do. */
export interface Verdict {
  condition: Condition;
  label: string;
  advice: string | null;
}

/** How a node of the chain does. `others`: how many other nodes there are. */
export function nodeVerdict(
  { state, lag, lastError }: NodeHealth,
  { others }: { others: number },
): Verdict {
  const alone = others === 0 ? " Add another node below, so that it does not depend on one." : "";
  switch (state) {
    case "unknown":
      return { condition: "unknown", label: "Not asked yet", advice: null };
    case "up":
      return { condition: "fine", label: "Works", advice: null };
    case "lagging":
      return {
        condition: "slow",
        label: `${lag ?? "Some"} blocks behind`,
        advice:
          "It answers, but shows an old state, so the others are asked first. If that lasts, tell whoever runs it, or remove it.",
      };
    case "distrusted":
      return lastError?.error.code === "chain/wrong-network"
        ? {
            condition: "bad",
            label: "Another chain",
            advice:
              "This node answers for another chain, and is not asked. Check its address, or remove it.",
          }
        : {
            condition: "bad",
            label: "Not trusted",
            advice: `It contradicts other nodes, or left something out. It is not asked for ten minutes. ${
              others < 2
                ? "With three nodes or more it can be told which one is wrong: add another one."
                : "If it happens again, remove it."
            }`,
          };
    case "down":
      return {
        condition: "bad",
        label: "Does not answer",
        advice: `It is tried again by itself, less and less often. Check your connection and its address.${alone}`,
      };
  }
}

/** How a store does. `now` in unix milliseconds. */
export function storeVerdict(
  { health, choice }: Pick<StoreState, "choice"> & { health: StoreHealth | null },
  { now }: { now: number },
): Verdict {
  if (health === null) {
    return choice.kind === "pinning"
      ? {
          condition: "bad",
          label: "Not in use",
          advice:
            "A pinning service fetches blocks from an IPFS node. Add a node that it can reach.",
        }
      : { condition: "unknown", label: "Not asked yet", advice: null };
  }
  if (health.wrongBlocks > 0 && health.lastError?.error.reason === "wrong-block") {
    return {
      condition: "bad",
      label: "Gave wrong data",
      advice:
        "What it gave was not what was asked for; that was noticed, and nothing of it used. Its disk may be damaged. Restore the copies of your records, and replace it if it happens again.",
    };
  }
  if (health.fullUntil !== null && health.fullUntil > now) {
    return {
      condition: "bad",
      label: "Full",
      advice:
        "It takes no more. Make room there, remove what nothing leads to below, or add a store.",
    };
  }
  if (health.state === "down") {
    return {
      condition: "bad",
      label: "Does not answer",
      advice: `It is tried again by itself${
        choice.kind === "gateway" ? "" : ", and gets what it lacks when it is back"
      }. Check its address, and whether it lets this site in (its CORS settings).`,
    };
  }
  if (health.state === "unknown") {
    return { condition: "unknown", label: "Not asked yet", advice: null };
  }
  return { condition: "fine", label: "Works", advice: null };
}

/** A latest failure, and how long ago it was. */
export function failureText(
  { error, at }: { error: unknown; at: number },
  { now }: { now: number },
): string {
  const ago = Math.max(0, Math.round((now - at) / 1000));
  return `${copyOf(error).title}, ${ago < 2 ? "just now" : `${formatSpan(ago)} ago`}`;
}

/** What kind of store it is, for people. */
export const STORE_KINDS: Readonly<Record<StoreState["choice"]["kind"], string>> = {
  kubo: "IPFS node",
  gateway: "Gateway, for reading",
  pinning: "Pinning service",
};
