import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SignedMessage } from "../../../../lib/sharing/index.ts";
import {
  cancelSigned,
  grant,
  publishEntry,
  revoke,
  revokeAll,
  signGrant,
  signRevoke,
} from "../../../../lib/sharing/index.ts";
import { takeSnapshot } from "../../../../lib/sharing/records/snapshot.ts";
import { heldKeys, keysOfSigned, openableEntries } from "../held-keys.ts";
import type { Person, World } from "../world.ts";
import type { Signing } from "./signing.ts";
import { startSigning } from "./signing.ts";

/*
 * Whoever gets a signed lease can open its envelope, whether it is ever sent or not: it has to be
 * ended like any other.
 */

let signing: Signing;
let world: World;
let owner: Person;
let anna: Person;
let ben: Person;

beforeAll(async () => {
  signing = await startSigning();
  ({ world, owner, anna, ben } = signing);
});

afterAll(() => world.close());

const asOwner = () => [owner.context, owner.account] as const;

const publish = ({ context, account }: Person, record: Hex) =>
  publishEntry(context, account, { record, section: 1, draft: { message: "new", files: [] } });

describe("the keys that a signed grant hands out, unsent", () => {
  /** Whether its holder, with all keys that they ever had, opens each entry of section 1. */
  async function opens(record: Hex, message: SignedMessage) {
    const held = [await keysOfSigned(anna, message)];
    return openableEntries(world.device(), { record, section: 1, held });
  }

  it("open what is published while it can be sent", async () => {
    const record = await signing.newRecord();
    const message = await signing.sign(record, anna);
    await publish(owner, record);
    expect(await opens(record, message)).toEqual([true, true]);
  });

  it("open nothing that is published after it was cancelled", async () => {
    const record = await signing.newRecord();
    const message = await signing.sign(record, anna);
    await cancelSigned(...asOwner(), { messages: [message] });
    await publish(owner, record);
    expect(await opens(record, message)).toEqual([true, false]);
  });

  it("open nothing either where another device of its signer cancels it", async () => {
    const record = await signing.newRecord();
    const message = await signing.sign(record, anna);
    const context = world.device();
    await cancelSigned(context, owner.account, { messages: [message] });
    await publishEntry(context, owner.account, {
      record,
      section: 1,
      draft: { message: "", files: [] },
    });
    expect(await opens(record, message)).toEqual([true, false]);
  });

  it("open nothing that is published after its deadline", async () => {
    const record = await signing.newRecord();
    const deadline = (await signing.soon()) - 86_000;
    const terms = await signing.termsFor(anna);
    const message = await signGrant(...asOwner(), { record, terms, deadline });
    await world.chain.setTime(deadline + 1);
    await publish(owner, record);
    await publish(owner, record);
    expect(await opens(record, message)).toEqual([true, false, false]);
    const { history } = await takeSnapshot(world.device(), record);
    expect(history.rotations).toHaveLength(1);
  });

  it.each<[string, (record: Hex) => Promise<unknown>]>([
    [
      "the end of a lease on another section",
      (record) => revoke(...asOwner(), { record, grantee: ben.account.address }),
    ],
    [
      "a signed end of a lease on another section",
      async (record) =>
        signing.send(
          await signRevoke(...asOwner(), {
            record,
            grantee: ben.account.address,
            deadline: await signing.soon(),
          }),
        ),
    ],
    ["revokeAll", (record) => revokeAll(...asOwner(), { record })],
  ])("open nothing that is published after it became void by %s", async (_, what) => {
    const record = await signing.newRecord();
    await grant(...asOwner(), { record, terms: await signing.termsFor(ben, { sections: [0] }) });
    const message = await signing.sign(record, anna);
    await what(record);
    await publish(owner, record);
    expect(await opens(record, message)).toEqual([true, false]);
  });

  it("open nothing that is published after revokeAll where nothing else was lent", async () => {
    const record = await signing.newRecord();
    const message = await signing.sign(record, anna);
    await revokeAll(...asOwner(), { record });
    await publish(owner, record);
    expect(await opens(record, message)).toEqual([true, false]);
  });

  it("do not come back to the next who is lent to", async () => {
    const record = await signing.newRecord();
    const message = await signing.sign(record, anna);
    await cancelSigned(...asOwner(), { messages: [message] });
    await publish(owner, record);
    await grant(...asOwner(), { record, terms: await signing.termsFor(ben, { history: false }) });
    const held = [await keysOfSigned(anna, message), await heldKeys(ben, record)];
    const both = await openableEntries(world.device(), { record, section: 1, held });
    expect(both).toEqual([true, false]);
  });
});
