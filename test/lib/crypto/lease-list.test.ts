import { describe, expect, it } from "vitest";
import type { ListItem } from "../../../lib/crypto/lease-list.ts";
import { decodeList, encodeList } from "../../../lib/crypto/lease-list.ts";
import { expectCode } from "../../support/errors.ts";
import { bytesOf, expectStrictDecoder, failed, flipped, outcome, SECRET } from "./fixtures.ts";

const item = (leaf: number, change: Partial<ListItem> = {}): ListItem => ({
  account: bytesOf(`account ${leaf}`, 20),
  leaf,
  notBefore: 100,
  expiresAt: 200,
  since: 0,
  sections: [0, 3],
  rights: 1,
  envelope: bytesOf(`envelope ${leaf}`, 32),
  ...change,
});

const listOf = (...leases: ListItem[]) =>
  encodeList({ record: SECRET.record, generation: 2, leases });

describe("a list of leases", () => {
  it("comes back in the order of the leaves", () => {
    const { bytes } = listOf(item(9), item(2, { rights: 3 }), item(5));
    const list = decodeList(bytes);
    expect(list).toMatchObject({ v: 1, type: "list", record: SECRET.record, generation: 2 });
    expect(list.leases).toEqual([item(2, { rights: 3 }), item(5), item(9)]);
  });

  it.each<[string, ListItem[]]>([
    ["no lease", []],
    ["two of one leaf", [item(1), item(1)]],
    ["no section", [item(1, { sections: [] })]],
    ["sections out of order", [item(1, { sections: [3, 0] })]],
    ["a section twice", [item(1, { sections: [3, 3] })]],
    ["a section that there cannot be", [item(1, { sections: [128] })]],
    ["no rights", [item(1, { rights: 2 as 3 })]],
    ["an end before the start", [item(1, { notBefore: 200 })]],
    ["an end before the data", [item(1, { since: 200 })]],
    ["an end after the time tree", [item(1, { expiresAt: 2 ** 26 })]],
    ["a leaf that there cannot be", [item(2 ** 32)]],
    ["no envelope", [item(1, { envelope: new Uint8Array(32) })]],
  ])("cannot have %s", async (_, leases) => {
    await expectCode("crypto/malformed", () => listOf(...leases));
  });

  it("is refused cut off, foreign or of a later version", async () => {
    const { bytes } = listOf(item(1), item(2));
    await expectStrictDecoder(decodeList, bytes);
  });

  it("is never taken for the same list with a byte changed", async () => {
    const { bytes } = listOf(item(1), item(2));
    const whole = decodeList(bytes);
    for (let at = 0; at < bytes.length; at++) {
      const result = await outcome(() => decodeList(flipped(bytes, at)));
      if (!failed(result)) expect(result).not.toEqual(whole);
    }
  });
});
