import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JournalEntry } from "../../../lib/ledger/journal.ts";
import { checkJournal } from "../../../lib/ledger/journal.ts";
import { expectCode } from "../../support/errors.ts";
import { blockHash, blocksOfEvents as blocks, simulateJournal } from "../../support/journals.ts";

describe("checkJournal", () => {
  const journal = simulateJournal([1n, 1n, 4n, 5n, 5n, 9n, 12n, 13n, 20n].concat([30n, 31n]));
  const change = (number: number, by: Partial<JournalEntry>) =>
    journal.events.map((event) => (event.number === number ? { ...event, ...by } : event));

  it("names the numbers that are missing", async () => {
    const events = journal.events.filter(({ number }) => number !== 3 && number !== 11);
    const error = await expectCode("ledger/history-gap", () => checkJournal(journal.word, events));
    expect(error.details).toEqual({ missing: [3, 11] });
  });

  it.each([
    ["another block", change(6, { blockNumber: 10n })],
    ["another block for the last", change(11, { blockNumber: 32n })],
    ["another fork of its block", change(5, { blockHash: blockHash(5n, 1) })],
    ["another place in its block", change(5, { logIndex: 0 })],
    ["another word before it", change(6, { prior: simulateJournal([1n, 1n, 4n, 5n, 6n]).word })],
    ["a first event with a past", change(1, { prior: simulateJournal([1n]).word })],
  ])("refuses an event with %s", async (_, events) => {
    await expectCode("ledger/history-inconsistent", () => checkJournal(journal.word, events));
  });

  it("refuses a word in storage that its events do not lead to", async () => {
    const { word } = simulateJournal([1n, 1n, 4n, 5n, 5n, 9n, 12n, 14n, 20n, 30n, 31n]);
    await expectCode("ledger/history-inconsistent", () => checkJournal(word, journal.events));
  });

  it("refuses new events that do not follow the known one", async () => {
    const events = journal.events.slice(5);
    const previous = { ...(journal.events[4] as JournalEntry), blockNumber: 4n };
    await expectCode("ledger/history-inconsistent", () =>
      checkJournal(journal.word, events, { since: 5, previous }),
    );
  });

  it("notices any event that is left out, whichever", async () => {
    await fc.assert(
      fc.asyncProperty(blocks, fc.nat(), async (at, seed) => {
        const whole = simulateJournal(at);
        const left = (seed % at.length) + 1;
        const events = whole.events.filter(({ number }) => number !== left);
        const error = await expectCode("ledger/history-gap", () =>
          checkJournal(whole.word, events),
        );
        expect(error.details.missing).toContain(left);
      }),
      { numRuns: 50 },
    );
  });
});
