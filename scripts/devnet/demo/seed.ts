import { createPublicClient, createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { hardhat } from "viem/chains";
import type { Account, Context, Network } from "../../../lib/sharing/index.ts";
import {
  chainTime,
  createContext,
  createRecord,
  createVolatileMemory,
  findKey,
  grant,
  publishEntry,
  publishKey,
  revoke,
  sliceOf,
  unlock,
} from "../../../lib/sharing/index.ts";
import { createKuboStore } from "../../../lib/storage/kubo-store.ts";
import type { PersonName } from "../people.ts";
import { medicalHistory, NEW_RESULT, productHistory } from "./records.ts";

const DAY = 24 * 60;

/** A demo person at a computer of their own. */
interface Person {
  context: Context;
  account: Account;
}

/** Fills a new devnet with records and leases, by the same calls that the app makes. */
export async function seedDemo(
  network: Network,
  { tell }: { tell: (line: string) => void },
): Promise<void> {
  const patient = await enter(network, "Patient");
  const specialist = await enter(network, "Specialist");
  const laboratory = await enter(network, "Laboratory");
  const supplier = await enter(network, "Supplier");
  const auditor = await enter(network, "Auditor");

  tell("The patient keeps a medical history in four sections");
  const { record } = await createRecord(patient.context, patient.account, {
    draft: medicalHistory(),
  });
  tell("…lends blood tests and imaging to a specialist for two weeks");
  await lend(patient, specialist, { record, sections: [1, 2], minutes: 14 * DAY });
  tell("…and lets a laboratory add to the blood tests for a day");
  await lend(patient, laboratory, { record, sections: [1], minutes: DAY, write: true });
  await publishEntry(laboratory.context, laboratory.account, {
    record,
    section: 1,
    draft: NEW_RESULT,
  });

  tell("A supplier keeps the history of a lot, and lends it to an auditor from tomorrow on");
  const lot = await createRecord(supplier.context, supplier.account, { draft: productHistory() });
  await lend(supplier, auditor, {
    record: lot.record,
    sections: [1, 2],
    from: DAY,
    minutes: 30 * DAY,
  });
  tell("…and to the specialist, but ends that again");
  await lend(supplier, specialist, { record: lot.record, sections: [1], minutes: DAY });
  await revoke(supplier.context, supplier.account, {
    record: lot.record,
    grantee: specialist.account.address,
  });
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
    minutes: number;
    from?: number;
    write?: boolean;
  },
): Promise<void> {
  const start = sliceOf(await chainTime(owner.context)) + (terms.from ?? 0);
  await grant(owner.context, owner.account, {
    record: terms.record,
    terms: {
      grantee: to.account.address,
      sections: terms.sections,
      write: terms.write ?? false,
      notBefore: start,
      expiresAt: start + terms.minutes,
      history: true,
    },
  });
}
