/** A real Kubo, where the machine has one: `KUBO_PATH`, or `ipfs` on PATH. */
import type { ChildProcess } from "node:child_process";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const command = process.env.KUBO_PATH ?? "ipfs";

/** Its version, or null where there is none. */
export const kuboVersion: string | null = (() => {
  const { status, stdout } = spawnSync(command, ["version", "--number"], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : null;
})();

/** Added to the names of tests that are left out. */
export const kuboNote = kuboVersion ?? "skipped: no ipfs on PATH, and KUBO_PATH is not set";

export interface Kubo {
  rpcUrl: string;
  gatewayUrl: string;
  /** Runs a command against its repository and returns what it prints. */
  run(args: string[], input?: Iterable<Uint8Array>): Promise<string>;
  close(): Promise<void>;
}

/** Starts a node of its own, on this machine only, in a repository that goes with it. */
export async function startKubo(): Promise<Kubo> {
  const repository = await mkdtemp(join(tmpdir(), "leasehold-kubo-"));
  const env = { ...process.env, IPFS_PATH: repository };
  const configure = (args: string[]) => execFileSync(command, args, { env, stdio: "ignore" });
  configure(["init", "--empty-repo", "--profile=test"]);
  configure(["config", "Addresses.API", "/ip4/127.0.0.1/tcp/0"]);
  configure(["config", "Addresses.Gateway", "/ip4/127.0.0.1/tcp/0"]);

  const daemon = spawn(command, ["daemon", "--offline"], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [rpcUrl, gatewayUrl] = await listening(daemon);

  return {
    rpcUrl,
    gatewayUrl,
    async run(args, input = []) {
      const child = spawn(command, args, { env, stdio: ["pipe", "pipe", "inherit"] });
      let output = "";
      child.stdout.on("data", (text) => {
        output += text;
      });
      const closed = once(child, "close");
      for (const chunk of input) {
        if (!child.stdin.write(chunk)) await once(child.stdin, "drain");
      }
      child.stdin.end();
      const [code] = await closed;
      if (code !== 0) throw new Error(`ipfs ${args.join(" ")} ended with ${code}`);
      return output.trim();
    },
    async close() {
      const exited = once(daemon, "exit");
      daemon.kill("SIGTERM");
      await exited;
      await rm(repository, { recursive: true, force: true });
    },
  };
}

/** The addresses that the daemon prints once it is ready. */
async function listening(daemon: ChildProcess): Promise<[string, string]> {
  let output = "";
  for await (const text of daemon.stdout ?? []) {
    output += text;
    if (output.includes("Daemon is ready")) break;
  }
  // Its further output goes nowhere, and must not fill the pipe.
  daemon.stdout?.resume();
  const find = (what: string) => {
    const match = new RegExp(`${what} server listening on /ip4/127.0.0.1/tcp/(\\d+)`).exec(output);
    if (!match) throw new Error(`Kubo did not start: ${output}`);
    return `http://127.0.0.1:${match[1]}`;
  };
  return [find("RPC API"), find("Gateway")];
}
