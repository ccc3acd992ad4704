import { describe, expect, it } from "vitest";
import {
  accountsWithoutKey,
  readList,
  usualWay,
  waysFor,
  withPeople,
} from "../../../../app/_screens/record/grantees.ts";
import { SharingError } from "../../../../lib/sharing/errors.ts";

const A = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const B = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";

describe("readList", () => {
  it("takes a list apart however it is written, each address once", () => {
    expect(readList(`${A}, ${B};\n\t${A.toLowerCase()}\r\n`)).toEqual({
      addresses: [A, B],
      wrong: [],
    });
  });

  it("names what is no address, and an address with a typing mistake", () => {
    const mistyped = A.replace("C51812", "c51812");
    expect(readList(`Ann ${mistyped} ${B} ${B.slice(0, -1)}`)).toEqual({
      addresses: [B],
      wrong: ["Ann", mistyped, B.slice(0, -1)],
    });
  });

  it("is nothing of an empty text", () => {
    expect(readList(" \n")).toEqual({ addresses: [], wrong: [] });
  });
});

it("adds people once, and never the owner", () => {
  const lower = A.toLowerCase() as typeof A;
  expect(withPeople([A], { more: [lower, B], owner: B })).toEqual([A]);
  expect(
    withPeople([], { more: [B, A], owner: "0x0000000000000000000000000000000000000001" }),
  ).toEqual([B, A]);
});

it("proposes a group only for many, and signing only for one", () => {
  expect([1, 20, 21, 500].map(usualWay)).toEqual(["each", "each", "group", "group"]);
  expect(waysFor(1)).toEqual(["each", "sign"]);
  expect(waysFor(2)).toEqual(["each", "group"]);
});

it("knows from an error who has no key", () => {
  const error = new SharingError("sharing/no-key", "", { details: { accounts: [A, B] } });
  expect(accountsWithoutKey(error)).toEqual([A, B]);
  expect(accountsWithoutKey(new SharingError("sharing/no-key", ""))).toEqual([]);
  expect(accountsWithoutKey(new SharingError("sharing/full", ""))).toEqual([]);
  expect(accountsWithoutKey(null)).toEqual([]);
});
