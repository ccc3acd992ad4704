import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a devnet keeps between runs: the chain's log, the storage node's blocks, how far the demo got. */
export interface State {
  chainLog: string;
  storage: string;
  /** How far the demo got on the chain with this genesis; null where it was not begun. */
  demo: (genesisHash: string) => "begun" | "done" | null;
  setDemo: (genesisHash: string, stage: "begun" | "done") => void;
  /** Forgets the storage node's blocks. */
  clearStorage: () => void;
  /** Forgets everything. */
  clear: () => void;
  release: () => void;
}

/**
 * Opens a state folder for this process alone.
 *
 * @throws Error where another devnet uses it
 */
export function openState(folder: string): State {
  const lock = join(folder, "lock");
  mkdirSync(folder, { recursive: true });
  const holder = Number(readText(lock));
  if (holder > 0 && holder !== process.pid && isAlive(holder)) {
    throw new Error(
      `A devnet is running already (process ${holder}). End it first, or give this one a state of its ` +
        "own: LEASEHOLD_STATE=<folder> npm start",
    );
  }
  writeFileSync(lock, String(process.pid));
  const demoFile = join(folder, "demo");
  const state: State = {
    chainLog: join(folder, "chain.jsonl"),
    storage: join(folder, "storage"),
    demo: (genesisHash) => {
      const [genesis, stage] = (readText(demoFile) ?? "").split(" ");
      return genesis === genesisHash && (stage === "begun" || stage === "done") ? stage : null;
    },
    setDemo: (genesisHash, stage) => writeFileSync(demoFile, `${genesisHash} ${stage}`),
    clearStorage: () => rmSync(state.storage, { recursive: true, force: true }),
    clear: () => {
      state.clearStorage();
      rmSync(state.chainLog, { force: true });
      rmSync(demoFile, { force: true });
    },
    release: () => rmSync(lock, { force: true }),
  };
  return state;
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
