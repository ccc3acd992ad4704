import { randomBytes, randomInt } from "node:crypto";
import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasKey, publishKey, readKey, readKeys } from "../../../lib/ledger/key-directory.ts";
import { send } from "../../../lib/ledger/send.ts";
import type { RawLog } from "../../support/busy-chain.ts";
import { nodeWith } from "../../support/busy-chain.ts";
import type { TestChain } from "../../support/chain.ts";
import { startChain } from "../../support/chain.ts";
import { expectCode } from "../../support/errors.ts";
import { addressOf, submitOnly, walletOf } from "../../support/records.ts";

let chain: TestChain;
beforeAll(async () => {
  chain = await startChain();
});
afterAll(() => chain.close());

const someKey = () => ({
  publicKey: new Uint8Array(randomBytes(1216)),
  signature: `0x${randomBytes(65).toString("hex")}` as Hex,
  factors: new Uint8Array(randomBytes(randomInt(0, 1025))),
});

const publish = (wallet: number, key: ReturnType<typeof someKey>) =>
  send(chain.ledger, publishKey(chain.ledger, key), { wallet: walletOf(chain, wallet) });

describe("readKey", () => {
  it("finds nothing where nothing was published", async () => {
    expect(await readKey(chain.ledger, addressOf(chain, 0))).toBeNull();
    expect(await hasKey(chain.ledger, addressOf(chain, 0))).toBe(false);
  });

  it("finds the newest key of an account", async () => {
    const [first, second, other] = [someKey(), someKey(), someKey()];
    await publish(1, first);
    expect(await readKey(chain.ledger, addressOf(chain, 1))).toEqual(first);
    await publish(2, other);
    await publish(1, second);
    expect(await readKey(chain.ledger, addressOf(chain, 1))).toEqual(second);
    expect(await readKey(chain.ledger, addressOf(chain, 2))).toEqual(other);
    expect(await hasKey(chain.ledger, addressOf(chain, 1))).toBe(true);
  });

  it("finds it among several of one block", async () => {
    const keys = [someKey(), someKey(), someKey()] as const;
    await chain.inOneBlock(async () => {
      await submitOnly(walletOf(chain, 3), publishKey(chain.ledger, keys[0]));
      await submitOnly(walletOf(chain, 4), publishKey(chain.ledger, keys[1]));
      await submitOnly(walletOf(chain, 3), publishKey(chain.ledger, keys[2]));
    });
    expect(await readKey(chain.ledger, addressOf(chain, 3))).toEqual(keys[2]);
    expect(await readKey(chain.ledger, addressOf(chain, 4))).toEqual(keys[1]);
  });
});

describe("readKeys", () => {
  it("finds every key of an account, newest first", async () => {
    expect(await readKeys(chain.ledger, addressOf(chain, 6))).toEqual([]);
    const keys = [someKey(), someKey(), someKey()] as const;
    const relocked = { ...keys[1], factors: new Uint8Array([1, 2, 3]) };
    await publish(6, keys[0]);
    await chain.inOneBlock(async () => {
      await submitOnly(walletOf(chain, 6), publishKey(chain.ledger, keys[1]));
      await submitOnly(walletOf(chain, 6), publishKey(chain.ledger, relocked));
    });
    await publish(6, keys[2]);
    const found = await readKeys(chain.ledger, addressOf(chain, 6));
    expect(found).toEqual([keys[2], relocked, keys[1], keys[0]]);
  });
});

describe("readKey, of a node that is not to be trusted", () => {
  const key = someKey();
  beforeAll(() => publish(5, key));

  const readOver = (change: (logs: RawLog[]) => RawLog[]) =>
    readKey(chain.ledgerOver(nodeWith(chain, change).transport), addressOf(chain, 5), {
      retryDelay: 0,
    });
  const changeData = (change: (data: string) => string) =>
    readOver((logs) => logs.map((log) => ({ ...log, data: change(log.data as string) })));

  it("notices a key that is withheld", async () => {
    await expectCode("ledger/key-missing", () => readOver(() => []));
  });

  it("asks once more, for a node that lags", async () => {
    let asked = 0;
    expect(await readOver((logs) => (asked++ === 0 ? [] : logs))).toEqual(key);
  });

  it("refuses a key that is not the one in storage, whichever byte differs", async () => {
    // offset, offset, offset, previous, length: the key begins at byte 160 of the data.
    for (let byte = 160; byte < 160 + 1216; byte += 7) {
      const at = 2 + 2 * byte;
      await expectCode("ledger/key-missing", () =>
        changeData((data) => {
          const flipped = Number.parseInt(data.slice(at, at + 2), 16) ^ 1;
          return `${data.slice(0, at)}${flipped.toString(16).padStart(2, "0")}${data.slice(at + 2)}`;
        }),
      );
    }
  });

  it("refuses a walk that leads forward", async () => {
    // The pointer to the key before is the fourth word of the data.
    const changeData = (logs: RawLog[]) =>
      logs.map((log) => {
        const data = log.data as string;
        const word = `${"ab".repeat(28)}7fffffff`;
        return { ...log, data: data.slice(0, 2 + 64 * 3) + word + data.slice(2 + 64 * 4) };
      });
    const ledger = chain.ledgerOver(nodeWith(chain, changeData).transport);
    await expectCode("ledger/foreign-event", () => readKeys(ledger, addressOf(chain, 5)));
  });

  it("refuses one that is cut short", async () => {
    for (const bytes of [0, 31, 32, 100, 160, 1000, 1375, 1376, 1400]) {
      await expectCode("ledger/foreign-event", () =>
        changeData((data) => data.slice(0, 2 + 2 * bytes)),
      );
    }
  });

  it("refuses another account's", async () => {
    await expectCode("ledger/foreign-event", () =>
      readOver((logs) =>
        logs.map((log) => ({
          ...log,
          topics: [log.topics[0] as Hex, `0x${"00".repeat(12)}${"ab".repeat(20)}`],
        })),
      ),
    );
  });

  it("says so where there is no directory", async () => {
    const nowhere = { ...chain.ledger, keyDirectory: addressOf(chain, 9) };
    await expectCode("ledger/not-deployed", () => readKey(nowhere, addressOf(chain, 5)));
  });
});
