import { signTypedData } from "viem/actions";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attestationTypedData } from "../../../../lib/crypto/key-attestation.ts";
import { MIN_PASSPHRASE_COST } from "../../../../lib/crypto/passphrase.ts";
import { publishKey as publishKeyCall } from "../../../../lib/ledger/key-directory.ts";
import { send } from "../../../../lib/ledger/send.ts";
import type { Account, UnlockedAccount } from "../../../../lib/sharing/index.ts";
import {
  createRecord,
  findKey,
  grant,
  listLeases,
  makeIdentity,
  openRecord,
  publishEntry,
  publishKey,
  sendSigned,
  signedState,
  signGrant,
  signRevoke,
  unlock,
} from "../../../../lib/sharing/index.ts";
import { expectCode } from "../../../support/errors.ts";
import type { SmartAccount } from "../../../support/smart-account.ts";
import { smartAccountsOn } from "../../../support/smart-account.ts";
import type { Person, World } from "../world.ts";
import { startWorld } from "../world.ts";

const PASSPHRASE = "a passphrase that is long enough";

let world: World;
let make: Awaited<ReturnType<typeof smartAccountsOn>>;
beforeAll(async () => {
  world = await startWorld();
  make = await smartAccountsOn(world.chain);
});
afterAll(() => world.close());

const askFactor = async () => ({ kind: "passphrase", passphrase: PASSPHRASE }) as const;
const draft = (message: string) => ({
  title: "Record",
  description: "",
  sections: [{ title: "One", description: "", message, files: [] }],
});

async function makeSmart(n: number): Promise<SmartAccount> {
  const owner = world.chain.wallets[n];
  if (owner === undefined) throw new TypeError("There is no such wallet.");
  return make(owner);
}

async function setUp({ wallet }: SmartAccount): Promise<UnlockedAccount> {
  const lock = { kind: "passphrase", passphrase: PASSPHRASE, cost: MIN_PASSPHRASE_COST } as const;
  const account = await makeIdentity(world.device(), wallet, { from: "factor", locks: [lock] });
  await publishKey(world.device(), account);
  return account;
}

async function termsTo(account: Pick<Account, "address">) {
  const now = await world.now();
  return {
    grantee: account.address,
    sections: [1],
    write: false,
    notBefore: now,
    expiresAt: now + 60,
    history: true,
  };
}

describe("a smart account", () => {
  let person: Person;
  let smart: SmartAccount;
  let account: UnlockedAccount;

  beforeAll(async () => {
    person = await world.person(0);
    smart = await makeSmart(1);
    account = await setUp(smart);
  });

  it("cannot derive its key from signatures", async () => {
    await expectCode("identity/unusable-signature", () =>
      makeIdentity(world.device(), smart.wallet, { from: "wallet", locks: [] }),
    );
    await expectCode("crypto/invalid-argument", () =>
      makeIdentity(world.device(), smart.wallet, { from: "factor", locks: [] }),
    );
  });

  it("has a key that the chain vouches for, also where it was signed before there was a contract", async () => {
    const key = await findKey(world.device(), smart.address);
    expect(key?.publicKey).toEqual(account.identity.publicKey);
    expect(key?.attestedBy).toBe("chain");
    expect((await findKey(world.device(), person.account.address))?.attestedBy).toBe("signature");
    const deployed = await makeSmart(2);
    await deployed.deploy();
    const other = await setUp(deployed);
    const found = await findKey(world.device(), deployed.address);
    expect(found?.publicKey).toEqual(other.identity.publicKey);
  });

  it("unlocks by its passphrase alone, without a signature", async () => {
    const steps: string[] = [];
    const onProgress = ({ step }: { step: string }) => steps.push(step);
    const again = await unlock(world.device(), smart.wallet, { askFactor, onProgress });
    expect(again.identity).toEqual(account.identity);
    expect(steps).not.toContain("sign");
  });

  it("opens what was lent to it", async () => {
    const { record } = await createRecord(person.context, person.account, { draft: draft("hi") });
    await grant(person.context, person.account, { record, terms: await termsTo(account) });
    const opened = await openRecord(world.device(), account, { record });
    expect(opened.sections[0]?.entries[0]?.message).toBe("hi");
  });

  it("owns and lends, by its own transactions and by signatures that others send", async () => {
    const context = world.device();
    const { record } = await createRecord(context, account, { draft: draft("mine") });
    const terms = await termsTo(person.account);
    const deadline = Number((await world.chain.client.getBlock()).timestamp) + 3600;
    const message = await signGrant(context, account, { record, terms, deadline });
    expect(await signedState(context, { message })).toBe("ready");
    await sendSigned(world.device(), person.account, { message });
    expect(await signedState(context, { message })).toBe("sent");
    const opened = await openRecord(person.context, person.account, { record });
    expect(opened.sections[0]?.entries[0]?.message).toBe("mine");

    await publishEntry(context, account, {
      record,
      section: 1,
      draft: { title: "One", description: "", message: "more", files: [] },
    });
    const again = await openRecord(person.context, person.account, { record });
    expect(again.sections[0]?.entries[0]?.message).toBe("more");

    const ending = await signRevoke(context, account, {
      record,
      grantee: person.account.address,
      deadline,
    });
    await sendSigned(world.device(), person.account, { message: ending });
    expect((await listLeases(context, { record }))[0]?.state).toBe("revoked");
  });

  it("does not vouch for what another account signed", async () => {
    const forger = await makeSmart(3);
    const victim = await makeSmart(4);
    const lock = { kind: "passphrase", passphrase: PASSPHRASE, cost: MIN_PASSPHRASE_COST } as const;
    const forged = await makeIdentity(world.device(), victim.wallet, {
      from: "factor",
      locks: [lock],
    });
    await publishForged(forged, { by: forger });
    await expectCode("sharing/key-forged", () => findKey(world.device(), victim.address));
  });
});

/** Publishes a key as its account, with a signature by another one's wallet. */
async function publishForged(
  account: UnlockedAccount,
  { by }: { by: SmartAccount },
): Promise<void> {
  const { publicKey } = account.identity;
  const { ledger } = world.chain;
  const attested = attestationTypedData({
    chainId: ledger.chainId,
    directory: ledger.keyDirectory,
    account: account.address,
    publicKey,
  });
  const signature = await signTypedData(by.wallet, { account: by.wallet.account, ...attested });
  await send(ledger, publishKeyCall(ledger, { publicKey, signature }), { wallet: account.wallet });
}
