import type { Hex } from "viem";
import type { GrantTerms, SignedMessage } from "../../../../lib/sharing/index.ts";
import {
  createRecord,
  sendSigned,
  signGrant,
  signPublication,
} from "../../../../lib/sharing/index.ts";
import type { Person, World } from "../world.ts";
import { startWorld } from "../world.ts";

/** An owner who signs, two people for whom, and one who carries it to the ledger. */
export interface Signing {
  world: World;
  owner: Person;
  anna: Person;
  ben: Person;
  carrier: Person;
  /** A record of the owner's with one section, and one entry in it. */
  newRecord(): Promise<Hex>;
  /** A day from now, in unix seconds. */
  soon(): Promise<number>;
  termsFor(person: Person, change?: Partial<GrantTerms>): Promise<GrantTerms>;
  sign(record: Hex, person: Person, change?: Partial<GrantTerms>): Promise<SignedMessage>;
  signEntry(author: Person, record: Hex): Promise<SignedMessage>;
  send(message: SignedMessage, by?: Person): Promise<void>;
}

export async function startSigning(): Promise<Signing> {
  const world = await startWorld();
  const owner = await world.person(0);
  const [anna, ben, carrier] = (await world.crowd(3)) as [Person, Person, Person];
  const asOwner = [owner.context, owner.account] as const;

  const soon = async () => Number((await world.chain.client.getBlock()).timestamp) + 86_400;

  async function termsFor(person: Person, change: Partial<GrantTerms> = {}): Promise<GrantTerms> {
    const slice = await world.now();
    return {
      grantee: person.account.address,
      sections: [1],
      write: false,
      notBefore: slice,
      expiresAt: slice + 10_000,
      history: true,
      ...change,
    };
  }

  return {
    world,
    owner,
    anna,
    ben,
    carrier,
    async newRecord() {
      const sections = [{ title: "One", description: "", message: "old", files: [] }];
      const draft = { title: "Record", description: "", sections };
      return (await createRecord(...asOwner, { draft })).record;
    },
    soon,
    termsFor,
    sign: async (record, person, change) =>
      signGrant(...asOwner, {
        record,
        terms: await termsFor(person, change),
        deadline: await soon(),
      }),
    signEntry: ({ context, account }, record) =>
      signPublication(context, account, {
        record,
        section: 1,
        draft: { message: "signed", files: [] },
      }),
    send: (message, by = carrier) => sendSigned(by.context, by.account, { message }),
  };
}
