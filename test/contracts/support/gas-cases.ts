import type { BaseContract } from "ethers";
import type { Meter } from "./gas-meter.ts";
import { treeOf } from "./merkle.ts";
import type { Publication } from "./sign.ts";
import { signGrant, signPublish, signRevoke } from "./sign.ts";
import { packLease, packRecipient, packStamp, READ, READ_WRITE, ZERO } from "./words.ts";
import type { Signer } from "./world.ts";

type Measured = Record<string, number>;

/** How many leases a large call carries. */
export const MANY = 100;

/**
 * The gas of every call of the ledger's, each from the same state: a record with one entry, a lease of ann's; bob was
 * lent something else before, carol never.
 */
export async function measureLedger(meter: Meter): Promise<Measured> {
  const { ethers, people } = meter;
  const [owner, ann, bob, carol, other] = people as [Signer, Signer, Signer, Signer, Signer];
  const id = ethers.id;
  const ledger = await meter.deploy("Ledger");
  const deployment = await meter.deployment(ledger);

  const stamp = (section: bigint) => packStamp(section, meter.slice, 0n);
  const entry = (section: bigint): Publication => [stamp(section), ZERO, id(`head ${section}`)];
  const lease = (leaf: bigint, rights = READ) =>
    packLease({
      leaf: 0x7ace1000n + leaf,
      notBefore: meter.slice,
      expiresAt: meter.slice + 20_160n, // two weeks
      since: 0n,
      sections: 2n,
      rights,
      generation: 0n,
    });
  const strangers = Array.from({ length: MANY }, (_, i) =>
    ethers.getAddress(ethers.dataSlice(id(`stranger ${i}`), 12)),
  );
  const grantees = strangers.map((account, i) => [account, 0x7ace2000 + i, id(`envelope ${i}`)]);
  const terms = lease(0n) - (lease(0n) % 2n ** 32n);
  const saltOf = (number: number) => ethers.zeroPadValue(ethers.toBeHex(number), 32);

  const send = (from: Signer, name: string, ...args: unknown[]) =>
    meter.send(ledger, from, name, ...args);
  const recordOf = (account: Signer, salt: number): Promise<string> =>
    ledger.getFunction("recordId").staticCall(account.address, saltOf(salt));

  await send(owner, "createRecord", saltOf(0), [entry(0n)]);
  const record = await recordOf(owner, 0);
  const elsewhere = await recordOf(other, 0);
  await send(other, "createRecord", saltOf(0), []);
  await send(other, "grant", elsewhere, packRecipient(bob.address, 0n), lease(1n), id("elsewhere"));
  await send(other, "grantMany", elsewhere, terms, grantees, 0, ZERO);
  await send(
    owner,
    "grant",
    record,
    packRecipient(ann.address, 0n),
    lease(2n, READ_WRITE),
    id("of ann"),
  );
  // The record's next event is its fifth: one in four, whose number is a multiple of 4, costs more.
  await send(owner, "grant", record, packRecipient(other.address, 0n), lease(4n), id("of other"));
  await send(ann, "requestAccess", record, 4, 1, 60, ZERO);
  await send(bob, "requestAccess", record, 4, 1, 60, ZERO);
  const tree = treeOf(
    { record },
    Array.from({ length: 1000 }, (_, i) => ({
      account: i === 500 ? bob.address : carol.address,
      lease: lease(BigInt(i), READ_WRITE),
      envelope: id(`envelope ${i}`),
    })),
  );
  const membership = tree.membershipOf(500);
  const once = { nonce: 0x1234567800n, deadline: 4_000_000_000n };
  const signed = { ledger };

  const measured: Measured = {
    "deploy Ledger": deployment.gas,
    "size of Ledger": deployment.bytes,
  };
  const take = async (name: string, ...calls: Call[]) => {
    measured[name] = await meter.apart(async () => {
      let last = 0;
      for (const [from, call, ...args] of calls) last = await send(from, call, ...args);
      return last;
    });
  };
  const rotation = id("rotation");
  const rooted: Call = [owner, "grantRoot", record, tree.root, id("list"), 0, 0, ZERO];

  await take("createRecord, no section", [owner, "createRecord", saltOf(1), []]);
  await take("createRecord, one section", [owner, "createRecord", saltOf(1), [entry(0n)]]);
  await take("createRecord, 4 sections", [
    owner,
    "createRecord",
    saltOf(1),
    [entry(0n), entry(1n), entry(2n), entry(3n)],
  ]);
  await take("publish, a section's first entry", [owner, "publish", record, [entry(1n)]]);
  await take("publish, another entry", [
    owner,
    "publish",
    record,
    [[stamp(0n), id("head 0"), id("next")]],
  ]);
  await take("publish, by a writer", [ann, "publish", record, [entry(1n)]]);
  await take("publishByProof, one of 1000", rooted, [
    bob,
    "publishByProof",
    record,
    [entry(1n)],
    membership,
  ]);
  const publications = [entry(1n)];
  const signedEntry = await signPublish(signed, ann, {
    record,
    generation: 0n,
    publications,
    ...once,
  });
  await take("publishBySig", [
    bob,
    "publishBySig",
    record,
    ann.address,
    0,
    publications,
    signedEntry,
  ]);

  const granted = (account: string): Call => [
    owner,
    "grant",
    record,
    packRecipient(account, 0n),
    lease(9n),
    id("envelope"),
  ];
  await take("grant, first ever", granted(carol.address));
  await take("grant, account with an inbox", granted(bob.address));
  const others = [granted(carol.address), granted(ann.address), granted(other.address)];
  await take("grant, account with an inbox, every fourth", ...others, granted(bob.address));
  await take("grant, again", granted(ann.address));
  const many: Call = [owner, "grantMany", record, terms, grantees, 0, ZERO];
  await take(`grantMany, ${MANY} accounts with inboxes`, many);
  await take("grantMany, one, with a rotation", [
    owner,
    "grantMany",
    record,
    terms,
    [[bob.address, 0x7ace1009, id("envelope")]],
    0,
    rotation,
  ]);
  const signedGrant = await signGrant(signed, owner, {
    record,
    account: bob.address,
    lease: lease(9n),
    envelope: id("envelope"),
    epoch: 0n,
    rotation: ZERO,
    revocations: 0n,
    ...once,
  });
  await take("grantBySig", [
    bob,
    "grantBySig",
    record,
    bob.address,
    lease(9n),
    id("envelope"),
    0,
    ZERO,
    0,
    signedGrant,
  ]);
  await take("grantRoot, any number", rooted);
  await take("grantRoot, with a rotation", [
    owner,
    "grantRoot",
    record,
    tree.root,
    id("list"),
    0,
    0,
    rotation,
  ]);

  await take("revoke", [owner, "revoke", record, ann.address, 0, ZERO]);
  await take("revoke, with a rotation", [owner, "revoke", record, ann.address, 0, rotation]);
  await take(`revokeMany, ${MANY}`, many, [owner, "revokeMany", record, strangers, 0, ZERO]);
  await take("revokeAll", [owner, "revokeAll", record, 0, ZERO]);
  await take(`revokeAll, of ${MANY} leases`, many, [owner, "revokeAll", record, 0, ZERO]);
  await take("revokeAll, with a rotation", [owner, "revokeAll", record, 0, rotation]);
  const signedRevocation = await signRevoke(signed, owner, {
    record,
    account: ann.address,
    generation: 0n,
    epoch: 0n,
    rotation: ZERO,
    ...once,
  });
  await take("revokeBySig", [
    bob,
    "revokeBySig",
    record,
    ann.address,
    0,
    0,
    ZERO,
    signedRevocation,
  ]);
  await take("revokeRoot", rooted, [owner, "revokeRoot", record, tree.root, 0, ZERO]);
  await take("revokeLeaves, one", [owner, "revokeLeaves", record, [0x7ace1003], 0, ZERO]);
  await take("rotate", [owner, "rotate", record, 0, rotation]);

  await take("requestAccess", [carol, "requestAccess", record, 4, 1, 60, id("note")]);
  await take("withdrawRequest", [ann, "withdrawRequest", record]);
  await take("approveRequest", [
    owner,
    "approveRequest",
    record,
    bob.address,
    lease(9n),
    id("envelope"),
    0,
    ZERO,
  ]);
  await take("declineRequest", [owner, "declineRequest", record, ann.address]);

  const offered: Call = [owner, "offer", record, bob.address, id("handover")];
  await take("offer", offered);
  await take("withdrawOffer", offered, [owner, "withdrawOffer", record]);
  await take("accept", offered, [bob, "accept", record, 0, ZERO]);
  await take("close", [owner, "close", record]);
  await take("cancelNonces", [owner, "cancelNonces", 5, 1]);
  const data = (name: string, ...args: unknown[]) =>
    ledger.interface.encodeFunctionData(name, args);
  await take("multicall, publish and grant", [
    owner,
    "multicall",
    [
      data("publish", record, [entry(1n)]),
      data("grant", record, packRecipient(bob.address, 0n), lease(9n), id("envelope")),
    ],
  ]);

  const read = async (name: string, from: BaseContract, call: string, ...args: unknown[]) => {
    measured[name] = await meter.apart(() => meter.read(from, call, ...args));
  };
  await read("hasAccess", ledger, "hasAccess", record, ann.address, 1, 1);
  measured["hasAccessByProof, one of 1000"] = await meter.apart(async () => {
    await send(...rooted);
    return await meter.read(ledger, "hasAccessByProof", record, 1, 1, membership);
  });
  return measured;
}

/** The gas of publishing a key. */
export async function measureKeyDirectory(meter: Meter): Promise<Measured> {
  const [ann] = meter.people as [Signer];
  const bytes = (length: number, factor: number) =>
    meter.ethers.hexlify(Uint8Array.from({ length }, (_, i) => 1 + ((i * factor) % 255)));
  const directory = await meter.deploy("KeyDirectory");
  const deployment = await meter.deployment(directory);
  const publish = (factors: string) =>
    meter.apart(() =>
      meter.send(directory, ann, "publishKey", bytes(1216, 7), bytes(65, 3), factors),
    );
  return {
    "deploy KeyDirectory": deployment.gas,
    "size of KeyDirectory": deployment.bytes,
    publishKey: await publish("0x"),
    "publishKey, with 300 bytes of factors": await publish(bytes(300, 11)),
  };
}

type Call = [from: Signer, call: string, ...args: unknown[]];
