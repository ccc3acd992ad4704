import { expect } from "chai";
import { ENVELOPE } from "./support/lending.ts";
import { nextJournal, packRecipient, packRequest, ZERO } from "./support/words.ts";
import { id, leaseNow, openWorld, slice, stampNow } from "./support/world.ts";

const NOBODY = `0x${"0".repeat(40)}`;

describe("recordOf", () => {
  it("it should be all zero for what is none", async () => {
    const { view } = await openWorld();
    const none = [NOBODY, NOBODY, 0n, 0n, 0n, false, 0n];
    expect(await view<unknown[]>("recordOf", id("none"))).to.deep.equal(none);
  });

  it("it should show owner, offer, counters and journal", async () => {
    const { ann, owner, record, send, view } = await openWorld();
    await send(owner, "rotate", record, 0, id("rotation"));
    await send(owner, "revokeAll", record, 0, ZERO);
    await send(owner, "revokeLeaves", record, [1], 0, ZERO);
    const { journal } = await view<{ journal: bigint }>("recordOf", record);
    const sent = await send(owner, "offer", record, ann.address, id("handover"));
    expect(await view<unknown[]>("recordOf", record)).to.deep.equal([
      owner.address,
      ann.address,
      1n,
      1n,
      1n,
      false,
      nextJournal(journal, BigInt(sent.blockNumber!)),
    ]);
  });
});

describe("headOf", () => {
  it("it should be the newest entry's digest, and 0 before there is one", async () => {
    const { head, owner, record, send, view } = await openWorld();
    expect(await view("headOf", record, 0)).to.equal(head);
    expect(await view("headOf", record, 1)).to.equal(ZERO);
    await send(owner, "publish", record, [[await stampNow(0n, 0n), head, id("new")]]);
    expect(await view("headOf", record, 0)).to.equal(id("new"));
  });
});

describe("headsOf", () => {
  it("it should answer in the order of the question", async () => {
    const { head, record, view } = await openWorld();
    const heads = await view<string[]>("headsOf", record, [1, 0, 0]);
    expect(heads).to.deep.equal([ZERO, head, head]);
  });
});

describe("grantOf", () => {
  it("it should be the lease as it was granted, live or not", async () => {
    const { ann, bob, owner, record, send, view } = await openWorld();
    const lease = await leaseNow({ notBefore: (await slice()) + 50n });
    await send(owner, "grant", record, packRecipient(ann.address, 0n), lease, ENVELOPE);
    expect(await view("grantOf", record, ann.address)).to.equal(lease);
    expect(await view("grantOf", record, bob.address)).to.equal(0n);
  });
});

describe("requestOf", () => {
  it("it should be what the account asks for", async () => {
    const { ann, bob, record, send, view } = await openWorld();
    await send(ann, "requestAccess", record, 6, 3, 9, id("note"));
    const request = packRequest(6n, 3n, { duration: 9n, askedAt: await slice() });
    expect(await view("requestOf", record, ann.address)).to.equal(request);
    expect(await view("requestOf", record, bob.address)).to.equal(0n);
  });
});

describe("journalsOf", () => {
  it("it should keep apart what was lent to an account and what was asked of it", async () => {
    const { ann, owner, record, send, view } = await openWorld();
    const granted = await send(
      owner,
      "grant",
      record,
      packRecipient(ann.address, 0n),
      await leaseNow(),
      ENVELOPE,
    );
    const asked = await send(ann, "requestAccess", record, 1, 1, 1, ZERO);
    expect(await view<unknown[]>("journalsOf", ann.address)).to.deep.equal([
      nextJournal(0n, BigInt(granted.blockNumber!)),
      0n,
    ]);
    expect(await view<unknown[]>("journalsOf", owner.address)).to.deep.equal([
      0n,
      nextJournal(0n, BigInt(asked.blockNumber!)),
    ]);
  });
});

describe("nonces", () => {
  it("it should have a bit for each nonce that is used", async () => {
    const { ann, send, view } = await openWorld();
    await send(ann, "cancelNonces", 3, 6);
    expect(await view("nonces", ann.address, 3)).to.equal(6n);
    expect(await view("nonces", ann.address, 2)).to.equal(0n);
  });
});

describe("isLeafRevoked", () => {
  it("it should know each number by itself, record by record", async () => {
    const { owner, record, send, view } = await openWorld();
    await send(owner, "revokeLeaves", record, [256, 511], 0, ZERO);
    const numbers = [255, 256, 257, 511, 512, 0];
    const answers = numbers.map((number) => view("isLeafRevoked", record, number));
    const expected = [false, true, false, true, false, false];
    expect(await Promise.all(answers)).to.deep.equal(expected);
    expect(await view("isLeafRevoked", id("other"), 256)).to.equal(false);
  });
});
