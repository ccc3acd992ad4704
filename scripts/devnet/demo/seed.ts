import { createPublicClient, createTestClient, createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { hardhat } from "viem/chains";
import type { Account, Context, Network } from "../../../lib/sharing/index.ts";
import {
  chainTime,
  createContext,
  createLink,
  createRecord,
  createVolatileMemory,
  findKey,
  grant,
  offerRecord,
  publishEntry,
  publishKey,
  requestAccess,
  revoke,
  sliceOf,
  unlock,
} from "../../../lib/sharing/index.ts";
import { createKuboStore } from "../../../lib/storage/kubo-store.ts";
import type { PersonName } from "../people.ts";
import {
  earlierLot,
  medicalHistory,
  NEW_RESULT,
  productHistory,
  SUPPLIER_NOTE,
} from "./records.ts";

/** In slices. */
const DAY = 24 * 60;
const DAY_MS = 24 * 60 * 60 * 1000;

/** A demo person at a computer of their own. */
interface Person {
  context: Context;
  account: Account;
}

/** How long before the present the demo's story begins, in milliseconds. */
export const DEMO_SPAN = 70 * DAY_MS;

interface SeedOptions {
  /** Tells the present of the story, in unix milliseconds; the chain began `DEMO_SPAN` before. */
  clock: () => number;
  tell: (line: string) => void;
}

/**
 * Fills a new devnet with records and leases, by the same calls that the app makes. The chain's clock
 * goes along, so that some of it is past, and ends at the present.
 */
export async function seedDemo(network: Network, { clock, tell }: SeedOptions): Promise<void> {
  const setTime = timeSetter(network);
  const now = clock();
  const moveTo = (days: number) => setTime(now + days * DAY_MS);
  const patient = await enter(network, "Patient");
  const specialist = await enter(network, "Specialist");
  const laboratory = await enter(network, "Laboratory");
  const supplier = await enter(network, "Supplier");
  const auditor = await enter(network, "Auditor");

  tell("The patient keeps a medical history in four sections");
  const { record } = await createRecord(patient.context, patient.account, {
    draft: medicalHistory(),
  });
  tell("…lent the scans to a specialist in the past");
  await moveTo(-52);
  await lend(patient, specialist, { record, sections: [2], days: 14 });
  tell("…let a laboratory add to the blood tests for a week, and will again");
  await moveTo(-24);
  await lend(patient, laboratory, { record, sections: [1], days: 7, write: true });
  await moveTo(-21);
  await publishEntry(laboratory.context, laboratory.account, {
    record,
    section: 1,
    draft: NEW_RESULT,
  });
  await moveTo(-4);
  await lend(patient, laboratory, { record, sections: [1], from: 12, days: 7, write: true });
  tell("…and lends blood tests and imaging to the specialist now");
  await lend(patient, specialist, { record, sections: [1, 2], days: 14 });

  tell("A supplier keeps the history of a lot, and lends it to an auditor from tomorrow on");
  await moveTo(-2);
  const lot = await createRecord(supplier.context, supplier.account, { draft: productHistory() });
  await lend(supplier, auditor, { record: lot.record, sections: [1, 2], from: 3, days: 30 });
  tell("…and lent it to the specialist, but ended that early");
  await lend(supplier, specialist, { record: lot.record, sections: [1], days: 3 });
  await moveTo(-1);
  await revoke(supplier.context, supplier.account, {
    record: lot.record,
    grantee: specialist.account.address,
  });
  tell("…and the laboratory asks to see where it comes from");
  await requestAccess(laboratory.context, laboratory.account, {
    record: lot.record,
    terms: { sections: [1], write: false, duration: 7 * DAY, note: SUPPLIER_NOTE },
  });
  tell("…buyers have a link to its origin, and an earlier lot is offered to the auditor");
  const start = sliceOf(await chainTime(supplier.context));
  await createLink(supplier.context, supplier.account, {
    record: lot.record,
    terms: { sections: [1], notBefore: start, expiresAt: start + 90 * DAY, history: true },
    passphrase: null,
  });
  const earlier = await createRecord(supplier.context, supplier.account, { draft: earlierLot() });
  await offerRecord(supplier.context, supplier.account, {
    record: earlier.record,
    to: auditor.account.address,
  });
  await setTime(clock());
}

/** Sets the chain's clock, in unix milliseconds. It cannot go back. */
function timeSetter(network: Network): (milliseconds: number) => Promise<void> {
  const transport = http(network.rpcUrls[0]);
  const client = createTestClient({ chain: hardhat, mode: "hardhat", transport });
  return async (milliseconds) => {
    await client.setNextBlockTimestamp({ timestamp: BigInt(Math.floor(milliseconds / 1000)) });
    await client.mine({ blocks: 1 });
  };
}

async function enter(network: Network, name: PersonName): Promise<Person> {
  const found = network.demo?.accounts.find((it) => it.name === name);
  if (found === undefined || network.storage.kubo === null) {
    throw new TypeError("Demo data is for a devnet with demo accounts and storage.");
  }
  const transport = http(network.rpcUrls[0]);
  const context = createContext(network, {
    client: createPublicClient({ chain: hardhat, transport, pollingInterval: 50 }),
    store: createKuboStore({ url: network.storage.kubo }),
    memory: createVolatileMemory(),
  });
  const wallet = createWalletClient({
    account: privateKeyToAccount(found.privateKey),
    chain: hardhat,
    transport,
    pollingInterval: 50,
  });
  const account = await unlock(context, wallet);
  if ((await findKey(context, account.address)) === null) await publishKey(context, account);
  return { context, account };
}

async function lend(
  owner: Person,
  to: Person,
  terms: {
    record: `0x${string}`;
    sections: number[];
    days: number;
    /** In how many days it begins. */
    from?: number;
    write?: boolean;
  },
): Promise<void> {
  const start = sliceOf(await chainTime(owner.context)) + (terms.from ?? 0) * DAY;
  await grant(owner.context, owner.account, {
    record: terms.record,
    terms: {
      grantee: to.account.address,
      sections: terms.sections,
      write: terms.write ?? false,
      notBefore: start,
      expiresAt: start + terms.days * DAY,
      history: true,
    },
  });
}
