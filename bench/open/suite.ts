import type { Context, Reader } from "../../lib/sharing/index.ts";
import {
  createContext,
  createVolatileMemory,
  listLeases,
  openFileReader,
  openRecord,
  unlockWithCode,
} from "../../lib/sharing/index.ts";
import { openStore } from "../../lib/sharing/stores.ts";
import { createMemoryStore } from "../../lib/storage/memory-store.ts";
import type { InputFile, Inputs, Suite, Task } from "../support/suite.ts";
import type { World } from "./world.ts";
import { LARGE, SMALL } from "./world.ts";

/** Milliseconds from the click until the record is open, and until a byte of the file is decrypted. */
export interface Opened {
  record: number;
  byte: number;
}

/** Milliseconds until the record is open, and until all its leases are there. */
export interface Viewed {
  record: number;
  leases: number;
}

/**
 * From a click on a record to a decrypted byte of one of its files: the first of the small one, or the
 * middle one of the large one. Parameters: `delay` in milliseconds for each request; `warm` 1 where it
 * was opened before on this device, 0 where nothing but keys and the record's id is known.
 */
const open: Task = async (inputs, { delay = 0, warm = 0, large = 0 }) => {
  const world = await worldOf(inputs);
  // Keys are unlocked before, over a context of its own: the measured one has asked nothing yet.
  const reader = await unlockWithCode(contextOf(world, 0), world);
  const name = large === 1 ? LARGE : SMALL;
  let context = contextOf(world, delay);
  if (warm === 1) await openByte(context, reader, { record: world.record, name });
  else context = contextOf(world, delay);
  return () => openByte(context, reader, { record: world.record, name });
};

/**
 * An owner's view of a record that was lent to many: the record opened, and every lease with its terms.
 * Parameters as above.
 */
const leases: Task = async (inputs, { delay = 0, warm = 0 }) => {
  const world = await worldOf(inputs);
  const { lent } = world;
  const owner = await unlockWithCode(contextOf(world, 0), lent);
  const context = contextOf(world, delay);
  const view = async (): Promise<Viewed> => {
    const start = performance.now();
    await openRecord(context, owner, { record: lent.record });
    const record = performance.now() - start;
    const found = await listLeases(context, { record: lent.record });
    if (found.length !== lent.leases) throw new Error(`${found.length} leases were found.`);
    return { record, leases: performance.now() - start };
  };
  if (warm === 1) await view();
  return view;
};

export const tasks: Suite = { open, leases };

async function openByte(
  context: Context,
  reader: Reader,
  { record, name }: { record: World["record"]; name: string },
): Promise<Opened> {
  const start = performance.now();
  const { sections } = await openRecord(context, reader, { record });
  const opened = performance.now() - start;
  const files = sections.flatMap(({ entries }) => entries.flatMap(({ files }) => files));
  const file = files.find((it) => it.name === name);
  if (file === undefined) throw new Error(`The record lacks ${name}.`);
  const place = name === LARGE ? Math.floor(file.size / 2) : 0;
  const bytes = await (await openFileReader(context, file.handle)).read(place, place + 1);
  if (bytes.length !== 1) throw new Error("No byte came.");
  return { record: opened, byte: performance.now() - start };
}

function contextOf({ network, proxy }: World, delay: number): Context {
  const far = {
    ...network,
    rpcUrls: [`${proxy}/${delay}/rpc`],
    storage: { gateway: `${proxy}/${delay}/storage`, kubo: null },
  };
  const device = createMemoryStore();
  return createContext(far, {
    store: openStore(far, device),
    memory: createVolatileMemory(),
  });
}

async function worldOf(inputs: Inputs): Promise<World> {
  const file = inputs.get("world.json") as InputFile;
  const bytes = await file.slice(0, file.size).arrayBuffer();
  return JSON.parse(new TextDecoder().decode(bytes)) as World;
}
