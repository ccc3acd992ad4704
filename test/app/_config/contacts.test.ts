import { describe, expect, it } from "vitest";
import {
  cleanName,
  createContacts,
  encodeContacts,
  parseContacts,
} from "../../../app/_config/contacts.ts";
import vectors from "../../vectors/leasehold-contacts.json" with { type: "json" };

const ANN = { name: "Ann", address: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8" } as const;
const BEN = { name: "Ben", address: "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC" } as const;

function kept(text: string | null = null) {
  let value = text;
  const setItem = (_: string, next: string) => {
    value = next;
  };
  return { getItem: () => value, setItem };
}

describe("a file of contacts", () => {
  const text = encodeContacts([ANN, BEN]);

  it("is read as it was written, addresses however they are spelt", () => {
    expect(parseContacts(text)).toEqual([ANN, BEN]);
    const lower = { ...ANN, address: ANN.address.toLowerCase() as typeof ANN.address };
    expect(parseContacts(encodeContacts([lower]))).toEqual([ANN]);
  });

  it.each(vectors.read)("is read as other programs must: $text", ({ text: file, contacts }) => {
    expect(parseContacts(file)).toEqual(contacts);
  });

  it.each([
    ...vectors.refused,
    "",
    "null",
    "[]",
    "{}",
    '{"format":"leasehold-contacts-2","contacts":[]}',
    '{"format":"leasehold-contacts-1","contacts":{}}',
    '{"format":"leasehold-contacts-1","contacts":[null]}',
    '{"format":"leasehold-contacts-1","contacts":[],"more":1}',
    `{"format":"leasehold-contacts-1","contacts":[{"name":"","address":"${ANN.address}"}]}`,
    `{"format":"leasehold-contacts-1","contacts":[{"name":"\u202e","address":"${ANN.address}"}]}`,
    `{"format":"leasehold-contacts-1","contacts":[{"name":7,"address":"${ANN.address}"}]}`,
    `{"format":"leasehold-contacts-1","contacts":[{"name":"Ann","address":"0x7099"}]}`,
    `{"format":"leasehold-contacts-1","contacts":[{"name":"Ann","address":"${ANN.address.replace("C5", "c5")}"}]}`,
    `{"format":"leasehold-contacts-1","contacts":[{"name":"Ann","address":"${ANN.address}","__proto__x":1}]}`,
  ])("is refused when it is %j", (wrong) => {
    expect(() => parseContacts(wrong)).toThrow(expect.objectContaining(MALFORMED));
  });

  it("is refused when cut off anywhere, and never read wrong with any byte flipped", () => {
    const bytes = new TextEncoder().encode(text);
    for (let i = 0; i < text.trimEnd().length; i += 1) {
      expect(() => parseContacts(text.slice(0, i))).toThrow(expect.objectContaining(MALFORMED));
      const flipped = bytes.slice();
      flipped[i] = (flipped[i] as number) ^ 0x01;
      const read = attempt(new TextDecoder().decode(flipped));
      // A name may become another name; an address cannot become another, by its checksum.
      for (const { address } of read ?? []) expect([ANN.address, BEN.address]).toContain(address);
    }
  });
});

const MALFORMED = { name: "AppError", code: "contacts/malformed" };

function attempt(text: string) {
  try {
    return parseContacts(text);
  } catch (error) {
    expect(error).toMatchObject(MALFORMED);
    return null;
  }
}

describe("the contacts of a browser", () => {
  it("are kept by name, told to listeners, and there again later", () => {
    const storage = kept();
    const contacts = createContacts(storage);
    let told = 0;
    const stop = contacts.subscribe(() => {
      told += 1;
    });
    contacts.put(BEN);
    contacts.put({ ...ANN, name: "  Ann\u202e \n Lee " });
    expect(contacts.list().map(({ name }) => name)).toEqual(["Ann Lee", "Ben"]);
    expect(contacts.nameOf(ANN.address.toLowerCase() as typeof ANN.address)).toBe("Ann Lee");
    expect(createContacts(storage).list()).toEqual(contacts.list());
    contacts.put({ ...ANN, name: "Anna" });
    contacts.remove(BEN.address);
    expect(contacts.list()).toEqual([{ ...ANN, name: "Anna" }]);
    stop();
    contacts.put(BEN);
    expect(told).toBe(4);
  });

  it("take a file's names over their own, and never an empty one", () => {
    const contacts = createContacts(kept(encodeContacts([ANN])));
    contacts.merge([{ ...ANN, name: "Dr Ann" }, BEN]);
    contacts.put({ ...BEN, name: "\u200b" });
    expect(contacts.list().map(({ name }) => name)).toEqual(["Ben", "Dr Ann"]);
  });

  it("are none where what is kept is damaged", () => {
    expect(createContacts(kept("{")).list()).toEqual([]);
  });
});

it("takes from a name what would make it look like another", () => {
  expect(cleanName("a\u0000b\u202ec\u200d")).toBe("abc");
  expect(cleanName("x".repeat(100))).toHaveLength(60);
});
