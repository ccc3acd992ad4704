import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { listen } from "../../scripts/devnet/http.ts";
import type { ProxyFault } from "./proxy.ts";

/** A process that can be killed, paused and told to misbehave, and that comes back where it was. */
export interface Victim {
  readonly name: string;
  readonly kind: "rpc" | "storage";
  readonly url: string;
  /** Whether it is in order as far as its tormentor knows. */
  healthy: boolean;
  kill(): Promise<void>;
  pause(): void;
  resume(): void;
  /** Starts it again after `kill`. */
  restart(): Promise<void>;
  misbehave(fault: ProxyFault): Promise<void>;
  /** Kills it and removes all that it kept. */
  wipe(): Promise<void>;
}

const children = new Set<ChildProcess>();

/** Starts a script of this folder; it says that it is ready by a message, which is returned. */
export async function start(
  script: string,
  args: readonly string[],
): Promise<{ child: ChildProcess; ready: unknown }> {
  const child = fork(join(import.meta.dirname, script), [...args], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  children.add(child);
  child.once("exit", () => children.delete(child));
  const ended = once(child, "exit").then(() => {
    throw new Error(`${script} ended before it was ready.`);
  });
  ended.catch(() => undefined);
  const [ready] = await Promise.race([once(child, "message"), ended]);
  return { child, ready };
}

/** Ends all that was started. */
export function endAll(): void {
  for (const child of children) {
    child.kill("SIGCONT");
    child.kill("SIGKILL");
  }
}

/** Starts a victim on a free port. `folder` is what it keeps, if anything. */
export async function startVictim({
  name,
  kind,
  args,
  folder,
}: {
  name: string;
  kind: Victim["kind"];
  args: readonly string[];
  folder?: string;
}): Promise<Victim> {
  const { port, close } = await listen(() => undefined, { host: "127.0.0.1", port: 0 });
  await close();
  const run = async () => (await start(`${kind}-process.ts`, [String(port), ...args])).child;
  let child = await run();

  const kill = async () => {
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  };
  return {
    name,
    kind,
    url: `http://127.0.0.1:${port}`,
    healthy: true,
    kill,
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    async restart() {
      child = await run();
    },
    async misbehave(fault) {
      const done = once(child, "message");
      child.send({ fault });
      await done;
    },
    async wipe() {
      await kill();
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}
