import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SignedMessage } from "../../../../lib/sharing/index.ts";
import {
  cancelSigned,
  closeRecord,
  createContext,
  createRecord,
  createVolatileMemory,
  forgetSigned,
  grant,
  grantRoot,
  hasCode,
  listSigned,
  openRecord,
  publishEntry,
  revoke,
  revokeAll,
  sendSigned,
  signedState,
  signGrant,
  signPublication,
  signRevoke,
} from "../../../../lib/sharing/index.ts";
import { createMemoryStore } from "../../../../lib/storage/memory-store.ts";
import { expectCode } from "../../../support/errors.ts";
import type { Person, World } from "../world.ts";
import type { Signing } from "./signing.ts";
import { startSigning } from "./signing.ts";

let signing: Signing;
let world: World;
let owner: Person;
let anna: Person;
let ben: Person;
let carrier: Person;

beforeAll(async () => {
  signing = await startSigning();
  ({ world, owner, anna, ben, carrier } = signing);
});

afterAll(() => world.close());

const asOwner = () => [owner.context, owner.account] as const;
const newRecord = () => signing.newRecord();
const soon = () => signing.soon();
const termsFor: Signing["termsFor"] = (...args) => signing.termsFor(...args);
const sign: Signing["sign"] = (...args) => signing.sign(...args);
const send: Signing["send"] = (...args) => signing.send(...args);
const signEntry: Signing["signEntry"] = (...args) => signing.signEntry(...args);

const stateOf = (message: SignedMessage) => signedState(world.device(), { message });

const open = ({ context, account }: Person, record: Hex) =>
  openRecord(context, account, { record });

const statuses = async (person: Person, record: Hex) =>
  (await open(person, record)).sections[0]?.entries.map(({ status }) => status);

const publish = ({ context, account }: Person, record: Hex) =>
  publishEntry(context, account, { record, section: 1, draft: { message: "new", files: [] } });

/** Everything that ends the validity of a signed grant, and the ledger's reason. */
const VOIDED_BY: Record<string, [(record: Hex) => Promise<unknown>, string]> = {
  "a revocation": [
    (record) => revoke(...asOwner(), { record, grantee: ben.account.address }),
    "ledger/revocations-moved",
  ],
  revokeAll: [(record) => revokeAll(...asOwner(), { record }), "ledger/generation-moved"],
  "a grant that narrows another": [
    async (record) =>
      grant(...asOwner(), {
        record,
        terms: await termsFor(ben, { expiresAt: (await world.now()) + 5 }),
      }),
    "ledger/epoch-moved",
  ],
  "the end of the record": [
    (record) => closeRecord(...asOwner(), { record }),
    "ledger/record-closed",
  ],
};

describe("a signed grant", () => {
  it("costs its signer nothing, and is done by whoever sends it", async () => {
    const record = await newRecord();
    const { client } = world.chain;
    const balance = () => client.getBalance({ address: owner.account.address });
    const before = await balance();
    const message = await sign(record, anna);
    expect(await stateOf(message)).toBe("ready");
    await expectCode("sharing/no-lease", () => open(anna, record));
    await send(message);
    expect(await balance()).toBe(before);
    expect(await statuses(anna, record)).toEqual(["open"]);
    expect(await stateOf(message)).toBe("sent");
    await expectCode("ledger/nonce-used", () => send(message));
  });

  it("is sent in any order, and stays good while others are granted and entries published", async () => {
    const record = await newRecord();
    const [first, second] = [await sign(record, anna), await sign(record, ben)];
    await grant(...asOwner(), { record, terms: await termsFor(carrier) });
    await publish(owner, record);
    await send(second);
    await send(first);
    for (const person of [anna, ben]) {
      expect(await statuses(person, record)).toEqual(["open", "open"]);
    }
  });

  it.each(Object.entries(VOIDED_BY))("is void after %s", async (_, [what, reason]) => {
    const record = await newRecord();
    await grant(...asOwner(), { record, terms: await termsFor(ben) });
    const message = await sign(record, anna);
    await what(record);
    expect(await stateOf(message)).toBe("void");
    const error = await expectCode("sharing/void", () => send(message));
    expect(hasCode(error, reason)).toBe(true);
    expect(await stateOf(message)).toBe("void");
  });

  it("is of no use after its deadline, to the second, or after the end of its lease", async () => {
    const record = await newRecord();
    const message = await sign(record, anna);
    const short = await sign(record, ben, { expiresAt: (await world.now()) + 5 });
    await world.chain.setTime(((await world.now()) + 5) * 60);
    expect(await stateOf(short)).toBe("expired");
    await expectCode("sharing/void", () => send(short));
    // The transaction's block is one second later than the newest.
    await world.chain.setTime(message.validity.deadline);
    expect(await stateOf(message)).toBe("ready");
    await world.chain.setTime(message.validity.deadline + 1);
    expect(await stateOf(message)).toBe("expired");
    await expectCode("ledger/signature-expired", () => send(message));
    const terms = await termsFor(anna);
    const deadline = message.validity.deadline;
    await expectCode("sharing/bad-terms", () =>
      signGrant(...asOwner(), { record, terms, deadline }),
    );
  });

  it("can be cancelled, several at once", async () => {
    const record = await newRecord();
    const messages = [await sign(record, anna), await sign(record, ben)];
    const other = await sign(record, carrier);
    await expectCode("sharing/not-owner", () =>
      cancelSigned(carrier.context, carrier.account, { messages }),
    );
    await cancelSigned(...asOwner(), { messages });
    for (const message of messages) {
      expect(await stateOf(message)).toBe("cancelled");
      await expectCode("ledger/nonce-used", () => send(message));
    }
    // The keys have changed, so what else was signed for them is void.
    expect(await stateOf(other)).toBe("void");
    const entries = [await signEntry(owner, record), await signEntry(owner, record)];
    await cancelSigned(...asOwner(), { messages: entries.slice(0, 1) });
    expect(await stateOf(entries[0] as SignedMessage)).toBe("cancelled");
    expect(await stateOf(entries[1] as SignedMessage)).toBe("ready");
    await cancelSigned(...asOwner(), { messages: [] });
  });

  it("is kept on the device until it is sent from it, cancelled or dropped", async () => {
    const [record, fresh] = [await newRecord(), await world.person(5)];
    const { context, account } = fresh;
    const own = await createRecord(context, account, {
      draft: { title: "", description: "", sections: [] },
    });
    const signer = account.address;
    const listed = async () =>
      (await listSigned(context, { signer })).map(({ message, state }) => [
        message.content.record,
        state,
      ]);
    const signOwn = async (to: Person) =>
      signGrant(context, account, {
        record: own.record,
        terms: await termsFor(to),
        deadline: await soon(),
      });
    const [a, b, c] = [await signOwn(anna), await signOwn(ben), await signOwn(carrier)];
    expect(await listed()).toEqual(Array.from({ length: 3 }, () => [own.record, "ready"]));
    await send(a);
    expect(await listed()).toEqual([
      [own.record, "ready"],
      [own.record, "ready"],
      [own.record, "sent"],
    ]);
    await forgetSigned(context, { messages: [a] });
    await sendSigned(context, account, { message: b });
    expect(await listed()).toEqual([[own.record, "ready"]]);
    await cancelSigned(context, account, { messages: [c] });
    expect(await listed()).toEqual([]);
    await expectCode("sharing/not-owner", async () =>
      signGrant(context, account, {
        record,
        terms: await termsFor(anna),
        deadline: await soon(),
      }),
    );
  });

  it("is not sent with anything changed in it, nor to another ledger", async () => {
    const record = await newRecord();
    const message = await sign(record, anna);
    if (message.kind !== "grant") throw new TypeError("It is no grant.");
    const { content } = message;
    const terms = { ...content.terms, rights: { read: true, write: true } };
    await expectCode("ledger/signature-invalid", () =>
      send({ ...message, content: { ...content, terms } }),
    );
    const lease = { ...content.lease, account: carrier.account.address };
    await expectCode("ledger/signature-invalid", () =>
      send({ ...message, content: { ...content, lease } }),
    );
    await expectCode("sharing/other-network", () => send({ ...message, chainId: 1 }));
    await expectCode("sharing/other-network", () =>
      stateOf({ ...message, ledger: carrier.account.address }),
    );
    await send(message);
  });

  it("is not sent while its blocks are missing", async () => {
    const record = await newRecord();
    const message = await sign(record, anna);
    const store = createMemoryStore();
    const memory = createVolatileMemory();
    const { client } = world.chain;
    const context = createContext(owner.context.network, { client, store, memory });
    await expectCode("storage/not-found", () => send(message, { ...carrier, context }));
    expect(await stateOf(message)).toBe("ready");
  });
});

describe("a signed act with a rotation", () => {
  /** A signed revocation of Ben, and a signed grant that narrows Anna's lease. */
  async function signedRotations(record: Hex) {
    await grant(...asOwner(), { record, terms: await termsFor(anna) });
    await grant(...asOwner(), { record, terms: await termsFor(ben) });
    const deadline = await soon();
    const grantee = ben.account.address;
    return {
      revocation: await signRevoke(...asOwner(), { record, grantee, deadline }),
      narrowing: await sign(record, anna, { expiresAt: (await world.now()) + 50 }),
    };
  }

  it("voids the others", async () => {
    const record = await newRecord();
    const { revocation, narrowing } = await signedRotations(record);
    await send(narrowing);
    expect(await stateOf(revocation)).toBe("void");
    await expectCode("sharing/void", () => send(revocation));
    await publish(owner, record);
    expect(await statuses(anna, record)).toEqual(["open", "open"]);
    expect(await statuses(ben, record)).toEqual(["open", "open"]);
  });

  it("passes over who was lent to meanwhile, until the owner's next entry", async () => {
    const record = await newRecord();
    const { revocation } = await signedRotations(record);
    await grant(...asOwner(), { record, terms: await termsFor(carrier) });
    await send(revocation);
    await expectCode("sharing/revoked", () => open(ben, record));
    // The rotation was made before the carrier's lease, so its secret is not for it.
    const late = await signPublication(...asOwner(), {
      record,
      section: 1,
      draft: { message: "", files: [] },
    }).catch((error: unknown) => error);
    expect(hasCode(late, "sharing/not-signable")).toBe(true);
    await publish(owner, record);
    expect(await statuses(carrier, record)).toEqual(["open", "open"]);
    expect(await statuses(anna, record)).toEqual(["open", "open"]);
  });

  it("cannot end a lease under a root, or one that there is not", async () => {
    const record = await newRecord();
    await grantRoot(...asOwner(), { record, leases: [await termsFor(anna)] });
    for (const { account } of [anna, ben]) {
      await expectCode("sharing/no-lease", async () =>
        signRevoke(...asOwner(), {
          record,
          grantee: account.address,
          deadline: await soon(),
        }),
      );
    }
  });
});

describe("a signed entry", () => {
  it("is its author's, whoever sends it", async () => {
    const record = await newRecord();
    await grant(...asOwner(), { record, terms: await termsFor(anna, { write: true }) });
    for (const author of [owner, anna]) {
      const message = await signEntry(author, record);
      expect(await stateOf(message)).toBe("ready");
      await send(message);
      expect(await stateOf(message)).toBe("sent");
      const [entry] = (await open(owner, record)).sections[0]?.entries ?? [];
      expect(entry).toMatchObject({
        author: author.account.address,
        message: "signed",
        status: "open",
      });
    }
  });

  it("is void once another entry is there, and after five minutes", async () => {
    const record = await newRecord();
    const [first, second] = [await signEntry(owner, record), await signEntry(owner, record)];
    await send(first);
    expect(await stateOf(second)).toBe("void");
    const error = await expectCode("sharing/void", () => send(second));
    expect(hasCode(error, "ledger/head-moved")).toBe(true);
    const third = await signEntry(owner, record);
    await world.chain.setTime(third.validity.deadline - 1);
    expect(await stateOf(third)).toBe("ready");
    await world.chain.setTime(third.validity.deadline + 1);
    expect(await stateOf(third)).toBe("expired");
    await expectCode("ledger/signature-expired", () => send(third));
  });

  it("is for owners and for writers with a lease of their own", async () => {
    const record = await newRecord();
    await grant(...asOwner(), { record, terms: await termsFor(anna) });
    await expectCode("sharing/not-writer", () => signEntry(anna, record));
    await grantRoot(...asOwner(), { record, leases: [await termsFor(ben, { write: true })] });
    await expectCode("sharing/not-signable", () => signEntry(ben, record));
  });
});
