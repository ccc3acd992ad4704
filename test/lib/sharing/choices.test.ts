import { describe, expect, it } from "vitest";
import type { Choices, StoreChoice } from "../../../lib/sharing/choices.ts";
import { addNode, addStore, DEFAULT_CHOICES, parseChoices } from "../../../lib/sharing/choices.ts";
import { expectCode } from "../../support/errors.ts";

const kubo: StoreChoice = { kind: "kubo", url: "https://kubo.example/rpc", token: null };
const chosen: Choices = {
  rpcUrls: ["https://node.example/key", "wss://node.example/key"],
  stores: [
    kubo,
    { kind: "gateway", url: "http://127.0.0.1:8080" },
    { kind: "pinning", url: "https://pin.example/psa", token: "t", gateway: "https://g.example" },
  ],
  minCopies: 2,
  consistency: "safe",
  confirmations: 3,
  cacheBytes: 100_000_000,
};

describe("choices that were kept", () => {
  it("come back as they were", () => {
    expect(parseChoices(JSON.parse(JSON.stringify(chosen)))).toEqual(chosen);
  });

  it.each([undefined, null, 7, "x", [], {}, [chosen], { rpcUrls: "https://a.example" }])(
    "are the defaults where there are none (%j)",
    (json) => {
      expect(parseChoices(json)).toEqual(DEFAULT_CHOICES);
    },
  );

  it.each<[keyof Choices, unknown[]]>([
    ["consistency", ["newest", 1, null]],
    ["confirmations", [0, 65, 1.5, "3", null]],
    ["minCopies", [0, -1, 17, "2", null]],
    ["cacheBytes", [0, 5, "100", Number.NaN]],
  ])("lose a damaged %s and nothing else", (name, values) => {
    for (const value of values) {
      expect(parseChoices({ ...chosen, [name]: value })).toEqual({
        ...chosen,
        [name]: DEFAULT_CHOICES[name],
      });
    }
  });

  it("lose a damaged address and nothing else", () => {
    for (const bad of [null, 3, "node", "http://node.example", "ftp://node.example", {}]) {
      const rpcUrls = [bad, ...chosen.rpcUrls, chosen.rpcUrls[0]];
      expect(parseChoices({ ...chosen, rpcUrls })).toEqual(chosen);
    }
    for (const bad of [
      null,
      { kind: "disk" },
      { ...kubo, url: 7 },
      { ...kubo, url: "http://kubo.example" },
      { ...chosen.stores[2], token: "" },
      { ...chosen.stores[2], gateway: "x" },
    ]) {
      expect(parseChoices({ ...chosen, stores: [bad, ...chosen.stores] })).toEqual(chosen);
    }
  });

  it("are never so many that a device is kept busy", () => {
    const rpcUrls = Array.from({ length: 100 }, (_, i) => `https://node-${i}.example`);
    expect(parseChoices({ rpcUrls }).rpcUrls).toHaveLength(16);
  });
});

describe("an address that is added", () => {
  it("is kept without spaces around it and a slash at its end", () => {
    expect(addNode(DEFAULT_CHOICES, " https://Node.example/ ").rpcUrls).toEqual([
      "https://node.example",
    ]);
    expect(addNode(DEFAULT_CHOICES, "http://localhost:8545").rpcUrls).toEqual([
      "http://localhost:8545",
    ]);
  });

  it.each([
    ["choice/bad-address", "node.example"],
    ["choice/bad-address", ""],
    ["choice/bad-address", "https://name:secret@node.example"],
    ["choice/bad-address", "ftp://node.example"],
    ["choice/unsafe-address", "http://node.example"],
    ["choice/unsafe-address", "ws://192.168.1.7:8546"],
    ["choice/unsafe-address", "http://localhost.example"],
    ["choice/double", "https://there.example/"],
  ])("is refused with %s: %s", async (code, url) => {
    const choices = addNode(DEFAULT_CHOICES, "https://there.example");
    await expectCode(code, async () => addNode(choices, url));
  });

  it("is no WebSocket where it is a store's", async () => {
    await expectCode("choice/bad-address", async () =>
      addStore(DEFAULT_CHOICES, { ...kubo, url: "wss://kubo.example" }),
    );
  });

  it("is a store's once for each kind", async () => {
    const choices = addStore(DEFAULT_CHOICES, kubo);
    await expectCode("choice/double", async () => addStore(choices, kubo));
    expect(addStore(choices, { kind: "gateway", url: kubo.url }).stores).toHaveLength(2);
  });

  it("is no pinning service's without a token", async () => {
    await expectCode("choice/no-token", async () =>
      addStore(DEFAULT_CHOICES, { ...chosen.stores[2], token: " " }),
    );
  });

  it("is one of sixteen at most", async () => {
    let choices = DEFAULT_CHOICES;
    for (let i = 0; i < 16; i++) choices = addNode(choices, `https://node-${i}.example`);
    await expectCode("choice/too-many", async () => addNode(choices, "https://more.example"));
  });
});
