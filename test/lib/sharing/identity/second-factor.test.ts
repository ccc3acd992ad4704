import { toHex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MIN_PASSPHRASE_COST } from "../../../../lib/crypto/passphrase.ts";
import type { FactorAnswer, UnlockedAccount, Wallet } from "../../../../lib/sharing/index.ts";
import {
  addLock,
  changeIdentity,
  createRecord,
  findKey,
  grant,
  locksOf,
  makeIdentity,
  openRecord,
  publishKey,
  recoveryCode,
  removeLock,
  unlock,
  unlockWithCode,
} from "../../../../lib/sharing/index.ts";
import { expectCode } from "../../../support/errors.ts";
import { softwareAuthenticator } from "../../../support/passkeys.ts";
import type { World } from "../world.ts";
import { startWorld } from "../world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const SITE = "leasehold.example";
const lock = (passphrase: string) =>
  ({ kind: "passphrase", passphrase, cost: MIN_PASSPHRASE_COST }) as const;
const wallet = (n: number) => world.chain.wallets[n] as Wallet;

/** Answers in this order, and gives up after the last. */
function answering(...answers: FactorAnswer[]) {
  const asked: { kinds: string[]; problem: string | null }[] = [];
  return {
    asked,
    askFactor: async (question: {
      locks: readonly { kind: string }[];
      problem: { code: string } | null;
    }) => {
      const kinds = question.locks.map(({ kind }) => kind);
      asked.push({ kinds, problem: question.problem?.code ?? null });
      const answer = answers.shift();
      if (answer === undefined) throw question.problem;
      return answer;
    },
  };
}

const passphrase = (text: string): FactorAnswer => ({ kind: "passphrase", passphrase: text });

async function setUp(n: number, of: Parameters<typeof makeIdentity>[2]): Promise<UnlockedAccount> {
  const context = world.device();
  const account = await makeIdentity(context, wallet(n), of);
  await publishKey(context, account);
  return account;
}

describe("a passphrase as second factor", () => {
  let account: UnlockedAccount;
  beforeAll(async () => {
    account = await setUp(0, { from: "wallet", locks: [lock("open sesame")] });
  });

  it("makes another key than the wallet alone", async () => {
    const alone = await makeIdentity(world.device(), wallet(0), { from: "wallet", locks: [] });
    expect(toHex(alone.identity.publicKey)).not.toBe(toHex(account.identity.publicKey));
  });

  it("unlocks on an empty machine", async () => {
    const { asked, askFactor } = answering(passphrase("open sesame"));
    const again = await unlock(world.device(), wallet(0), { askFactor });
    expect(again.identity).toEqual(account.identity);
    expect(asked).toEqual([{ kinds: ["passphrase"], problem: null }]);
  });

  it("is asked again where it is wrong, the wallet is not", async () => {
    const signed: string[] = [];
    const { asked, askFactor } = answering(
      passphrase("wrong"),
      passphrase("wrong again"),
      passphrase("open sesame"),
    );
    const onProgress = ({ step }: { step: string }) => {
      if (step === "sign") signed.push(step);
    };
    const again = await unlock(world.device(), wallet(0), { askFactor, onProgress });
    expect(again.identity).toEqual(account.identity);
    expect(asked.map(({ problem }) => problem)).toEqual([
      null,
      "identity/wrong-passphrase",
      "identity/wrong-passphrase",
    ]);
    expect(signed).toHaveLength(1);
  });

  it("is needed", async () => {
    const error = await expectCode("sharing/factor-needed", () =>
      unlock(world.device(), wallet(0)),
    );
    expect(error.details.locks).toEqual([{ kind: "passphrase", site: null }]);
    const { askFactor } = answering(passphrase("wrong"));
    await expectCode("identity/wrong-passphrase", () =>
      unlock(world.device(), wallet(0), { askFactor }),
    );
  });

  it("tells how far it is", async () => {
    const shares: number[] = [];
    const { askFactor } = answering(passphrase("open sesame"));
    await unlock(world.device(), wallet(0), {
      askFactor,
      onProgress: (it) => it.step === "passphrase" && shares.push(it.share),
    });
    expect(shares.at(-1)).toBe(1);
  });
});

describe("a passkey as second factor", () => {
  it.each([{}, { asksTwice: true }])("unlocks on an empty machine: %o", async (quirks) => {
    const authenticator = softwareAuthenticator(quirks);
    const passkeys = authenticator.at(SITE);
    const locks = [{ kind: "passkey", passkeys, name: "Ann" } as const];
    const n = quirks.asksTwice ? 2 : 1;
    const account = await setUp(n, { from: "wallet", locks });
    const { asked, askFactor } = answering({ kind: "passkey", passkeys });
    const again = await unlock(world.device(), wallet(n), { askFactor });
    expect(again.identity).toEqual(account.identity);
    expect(asked).toEqual([{ kinds: ["passkey"], problem: null }]);
    const elsewhere = answering({ kind: "passkey", passkeys: authenticator.at("other.example") });
    await expectCode("identity/wrong-passkey", () =>
      unlock(world.device(), wallet(n), { askFactor: elsewhere.askFactor }),
    );
    const empty = answering({ kind: "passkey", passkeys: softwareAuthenticator().at(SITE) });
    await expectCode("passkey/cancelled", () =>
      unlock(world.device(), wallet(n), { askFactor: empty.askFactor }),
    );
  });

  it.each([
    ["passkey/unsupported", { noSecrets: true }],
    ["passkey/cancelled", { fails: "NotAllowedError" }],
    ["passkey/unsupported", { fails: "SecurityError" }],
    ["passkey/failed", { fails: "UnknownError" }],
  ])("cannot be set up: %s", async (code, quirks) => {
    const passkeys = softwareAuthenticator(quirks).at(SITE);
    const locks = [{ kind: "passkey", passkeys, name: "Ann" } as const];
    await expectCode(code, () =>
      makeIdentity(world.device(), wallet(3), { from: "wallet", locks }),
    );
  });
});

describe("locks", () => {
  it("come and go with the same key, each a way to it", async () => {
    const context = world.device();
    const passkeys = softwareAuthenticator().at(SITE);
    const first = await setUp(3, { from: "wallet", locks: [lock("first")] });
    const two = await addLock(context, first, {
      lock: { kind: "passkey", passkeys, name: "Ann" },
    });
    expect(locksOf(two)).toEqual([
      { kind: "passphrase", site: null },
      { kind: "passkey", site: SITE },
    ]);
    for (const answer of [passphrase("first"), { kind: "passkey", passkeys } as const]) {
      const { askFactor } = answering(answer);
      const again = await unlock(world.device(), wallet(3), { askFactor });
      expect(again.identity).toEqual(first.identity);
    }
    const one = await removeLock(context, two, { lock: 0 });
    const { askFactor } = answering(passphrase("first"));
    await expectCode("identity/wrong-passphrase", () =>
      unlock(world.device(), wallet(3), { askFactor }),
    );
    await expectCode("sharing/last-lock", () => removeLock(context, one, { lock: 0 }));
  });

  it("cannot be put on a key without a second factor", async () => {
    const { context, account } = await world.person(4);
    const plain = await unlock(context, account.wallet);
    await expectCode("sharing/no-factor", () => addLock(context, plain, { lock: lock("x") }));
  });
});

describe("a recovery code", () => {
  it("opens for reading, without the wallet", async () => {
    const owner = await world.person(5);
    const reader = await world.person(6);
    const { record } = await createRecord(owner.context, owner.account, {
      draft: {
        title: "Letters",
        description: "",
        sections: [{ title: "One", description: "", message: "hello", files: [] }],
      },
    });
    const now = await world.now();
    await grant(owner.context, owner.account, {
      record,
      terms: {
        grantee: reader.account.address,
        sections: [1],
        write: false,
        notBefore: now,
        expiresAt: now + 60,
        history: true,
      },
    });
    for (const { account } of [owner, reader]) {
      const code = recoveryCode(account);
      const context = world.device();
      const recovered = await unlockWithCode(context, { address: account.address, code });
      expect(recovered.identity).toEqual(account.identity);
      const opened = await openRecord(context, recovered, { record });
      expect(opened.sections[0]?.entries[0]?.message).toBe("hello");
    }
  });

  it("is refused where it is another account's, or was never published", async () => {
    const [ann, bob] = [await world.person(5), await world.person(6)];
    await expectCode("sharing/wrong-code", () =>
      unlockWithCode(world.device(), {
        address: bob.account.address,
        code: recoveryCode(ann.account),
      }),
    );
    const unpublished = await makeIdentity(world.device(), wallet(7), {
      from: "wallet",
      locks: [],
    });
    await expectCode("sharing/wrong-code", () =>
      unlockWithCode(world.device(), {
        address: unpublished.address,
        code: recoveryCode(unpublished),
      }),
    );
  });
});

describe("changing the identity", () => {
  it("keeps what the one before could open, through several changes", async () => {
    const owner = await world.person(8);
    const { record } = await createRecord(owner.context, owner.account, {
      draft: {
        title: "Diary",
        description: "",
        sections: [{ title: "One", description: "", message: "dear diary", files: [] }],
      },
    });
    const first = await unlock(owner.context, wallet(8));
    const code = recoveryCode(first);
    const second = await changeIdentity(owner.context, wallet(8), {
      present: first,
      from: "wallet",
      locks: [lock("second")],
    });
    expect(second.origin.index).toBe(1);
    const third = await changeIdentity(owner.context, wallet(8), {
      present: second,
      from: "wallet",
      locks: [],
    });
    expect(third.origin.index).toBe(2);
    const published = await findKey(world.device(), first.address);
    expect(published?.publicKey).toEqual(third.identity.publicKey);
    const again = await unlock(world.device(), wallet(8));
    expect(again.identity).toEqual(third.identity);
    expect(again.earlier).toEqual([second.identity, first.identity]);
    for (const account of [third, again]) {
      const opened = await openRecord(world.device(), account, { record });
      expect(opened.sections[0]?.entries[0]?.message).toBe("dear diary");
    }
    const { address } = first;
    const fromCode = await unlockWithCode(world.device(), { address, code });
    expect(fromCode.earlier).toEqual([]);
    const newest = await unlockWithCode(world.device(), { address, code: recoveryCode(third) });
    expect(newest.earlier).toEqual([second.identity, first.identity]);
  });

  it("works without the one before, by a recovery code or not at all", async () => {
    const lost = await setUp(9, { from: "wallet", locks: [lock("forgotten")] });
    const { address } = lost;
    const present = await unlockWithCode(world.device(), { address, code: recoveryCode(lost) });
    const next = await changeIdentity(world.device(), wallet(9), {
      present,
      from: "wallet",
      locks: [],
    });
    expect(next.earlier).toEqual([lost.identity]);
    const bare = await changeIdentity(world.device(), wallet(9), {
      present: null,
      from: "wallet",
      locks: [],
    });
    expect(bare.earlier).toEqual([]);
    expect(bare.origin.index).toBe(2);
    expect((await unlock(world.device(), wallet(9))).identity).toEqual(bare.identity);
  });

  it("refuses a present identity that is not", async () => {
    const other = await world.person(10);
    const ann = await world.person(11);
    await expectCode("sharing/wrong-code", () =>
      changeIdentity(world.device(), ann.account.wallet, {
        present: { ...other.account, address: ann.account.address },
        from: "wallet",
        locks: [],
      }),
    );
    await expectCode("sharing/no-key", () =>
      changeIdentity(world.device(), wallet(12), { present: null, from: "wallet", locks: [] }),
    );
  });
});
