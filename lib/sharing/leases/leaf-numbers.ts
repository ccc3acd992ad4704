import { randomBytes } from "@noble/hashes/utils.js";
import type { Hex } from "viem";
import { z } from "zod/mini";
import type { Memory } from "../memory.ts";

/** Numbers that a device draws at once: an aligned run of them, so that live leaves lie together. */
const RUN_LENGTH = 4096;
const RUNS = 2 ** 32 / RUN_LENGTH;

const stateSchema = z.object({
  run: z.int().check(z.gte(0), z.lt(RUNS)),
  next: z.int().check(z.gte(0), z.lte(RUN_LENGTH)),
});

/**
 * Gives out `count` numbers of a record's lease tree that no grant has had (protocol §4).
 *
 * They are spent once this resolves, whatever becomes of the grant: an envelope that was sealed for
 * a number may be out in the world even if its transaction died. Another device of the owner, and
 * this one after it forgot, draws another run.
 *
 * @param used numbers in the record's known grants.
 */
export async function takeLeaves(
  memory: Memory,
  record: Hex,
  { count, used }: { count: number; used: Iterable<number> },
): Promise<number[]> {
  const usedRuns = new Set<number>();
  for (const leaf of used) usedRuns.add(Math.floor(leaf / RUN_LENGTH));
  const taken: number[] = [];
  await memory.update(`leaves/${record}`, (present) => {
    taken.length = 0;
    const parsed = z.safeParse(stateSchema, present);
    let state = parsed.success ? parsed.data : { run: drawRun(usedRuns), next: 0 };
    while (taken.length < count) {
      if (state.next === RUN_LENGTH) {
        usedRuns.add(state.run);
        state = { run: drawRun(usedRuns), next: 0 };
      }
      taken.push(state.run * RUN_LENGTH + state.next);
      state = { run: state.run, next: state.next + 1 };
    }
    return state;
  });
  return taken;
}

function drawRun(used: ReadonlySet<number>): number {
  for (;;) {
    const bytes = randomBytes(4);
    const run = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) % RUNS;
    if (!used.has(run)) return run;
  }
}
