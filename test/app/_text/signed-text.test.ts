import { describe, expect, it } from "vitest";
import { signedSentence, signedTextOf } from "../../../app/_text/signed-text.ts";
import type { SignedMessage } from "../../../lib/sharing/index.ts";

const OWNER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const READER = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
const SLICE = Math.floor(new Date("2026-03-02T10:00").getTime() / 60_000);
const nameOf = (address: string) => ({ [OWNER]: "Ann", [READER]: "Ben" })[address] ?? address;
const now = SLICE * 60;

const common = {
  chainId: 1,
  ledger: OWNER,
  signer: OWNER,
  validity: { nonce: 1n, deadline: now + 60 },
  signature: "0x01",
} as const;

const grant = (change: object = {}): SignedMessage => ({
  ...common,
  kind: "grant",
  content: {
    record: "0x02",
    lease: { account: READER, leaf: 0, envelope: "0x03" },
    rotation: { epoch: 0, digest: null },
    revocations: 0,
    terms: {
      sections: [0, 1, 4],
      rights: { read: true, write: false },
      notBefore: SLICE - 1,
      expiresAt: SLICE + 60,
      since: 0,
      generation: 0,
      ...change,
    },
  },
});

describe("signedSentence", () => {
  it("says who lends what to whom until when", () => {
    expect(signedSentence(grant(), { nameOf, now })).toBe(
      "Ann lets Ben read sections 1 and 4 of a record until today 11:00. Everything in there is included.",
    );
  });

  it("says what is special about a lease", () => {
    const later = { notBefore: SLICE + 30, since: SLICE + 30, sections: [0, 2] };
    const writing = { ...later, rights: { read: true, write: true } };
    expect(signedSentence(grant(writing), { nameOf, now })).toBe(
      "Ann lets Ben read and add to section 2 of a record from today 10:30 until today 11:00. Only what is added from its beginning on is included.",
    );
  });

  it("speaks to the person in front of the screen", () => {
    const to = (you: string) => ({
      nameOf: (address: string) => (address === you ? "You" : nameOf(address)),
      now,
    });
    expect(signedSentence(grant(), to(OWNER))).toMatch(/^You let Ben /);
    expect(signedSentence(grant(), to(READER))).toMatch(/^Ann lets you /);
  });

  it("knows the other kinds", () => {
    const rotation = { epoch: 0, digest: null };
    const content = { record: "0x02", account: READER, generation: 0, rotation } as const;
    const revocation: SignedMessage = { ...common, kind: "revocation", content };
    expect(signedSentence(revocation, { nameOf, now })).toBe(
      "Ann ends the lease of Ben of a record, and its keys change.",
    );
  });
});

describe("signedTextOf", () => {
  it("takes the text out of a link, whole or broken by a mail", () => {
    expect(signedTextOf("https://a.example/signed/#uAbC")).toBe("uAbC");
    expect(signedTextOf(" uAb\n C ")).toBe("uAbC");
    expect(signedTextOf(" ")).toBe("");
  });
});
