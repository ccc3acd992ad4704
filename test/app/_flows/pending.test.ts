import { describe, expect, it } from "vitest";
import { pendingTransaction } from "../../../app/_flows/pending.ts";
import { LedgerError } from "../../../lib/ledger/errors.ts";
import { SharingError } from "../../../lib/sharing/errors.ts";

const hash = `0x${"12".repeat(32)}`;
const timeout = new LedgerError("chain/timeout", "", { details: { hash } });

describe("pendingTransaction", () => {
  it("is the one that was waited for in vain", () => {
    expect(pendingTransaction(timeout)).toBe(hash);
  });

  it("is the one that was on its way when the node went away", () => {
    const away = new LedgerError("chain/unreachable", "", { details: { hash } });
    expect(pendingTransaction(away)).toBe(hash);
    expect(pendingTransaction(new LedgerError("chain/unreachable", ""))).toBe(null);
  });

  it("is found behind a job that is partly done", () => {
    const partly = new SharingError("sharing/partly-done", "", { cause: timeout });
    expect(pendingTransaction(partly)).toBe(hash);
  });

  it("is nothing after any other failure", () => {
    const declined = new LedgerError("wallet/rejected", "", { details: { hash } });
    expect(pendingTransaction(declined)).toBe(null);
    expect(pendingTransaction(new LedgerError("chain/timeout", ""))).toBe(null);
    expect(pendingTransaction(undefined)).toBe(null);
  });
});
