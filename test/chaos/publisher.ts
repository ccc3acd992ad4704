import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Hex } from "viem";
import type { Account } from "../../lib/sharing/index.ts";
import { hasCode, LeaseholdError, publishEntry } from "../../lib/sharing/index.ts";
import type { Device } from "./people.ts";

/** What became of a publication, as whoever made it was told. */
export interface Publication {
  readonly token: string;
  readonly section: number;
  /** SHA-256 of its file. */
  readonly digest: string;
  /**
   * `acknowledged`: done; `failed`: nothing was sent; `unknown`: it may have been sent, which a
   * person would look into before doing anything else.
   */
  outcome: "under way" | "acknowledged" | "failed" | "unknown";
  /** Code of the error, where there is one. */
  code: string | null;
}

/** Failures after which a transaction may be on its way: the answer was lost. */
const UNKNOWN: readonly string[] = [
  "chain/unreachable",
  "chain/timeout",
  "wallet/failed",
  "wallet/maybe-sent",
];

/** Of an entry's file. */
const MAX_BYTES = 20_000;

/** Publishes entries one after the other until the signal fires, and keeps book. */
export async function publishUntil(
  device: Device,
  account: Account,
  { record, book, signal }: { record: Hex; book: Publication[]; signal: AbortSignal },
): Promise<void> {
  for (let n = 0; !signal.aborted; n++) {
    const bytes = crypto.getRandomValues(new Uint8Array(Math.floor(Math.random() * MAX_BYTES)));
    const publication: Publication = {
      token: `entry ${account.address.slice(2, 6)}-${n}`,
      section: 1 + (n % 2),
      digest: digestOf(bytes),
      outcome: "under way",
      code: null,
    };
    book.push(publication);
    let isSent = false;
    try {
      await publishEntry(device.context, account, {
        record,
        section: publication.section,
        draft: { message: publication.token, files: [new File([bytes], `${n}.bin`)] },
        onProgress: ({ step }) => {
          isSent ||= step === "sign" || step === "confirm";
        },
      });
      publication.outcome = "acknowledged";
    } catch (error) {
      if (!(error instanceof LeaseholdError)) throw error;
      publication.code = error.code;
      const mayBeSent = isSent && UNKNOWN.some((code) => hasCode(error, code));
      publication.outcome = mayBeSent ? "unknown" : "failed";
      await sleep(200, undefined, { signal }).catch(() => undefined);
    }
  }
}

export function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
