import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";

interface ChildOptions {
  cwd?: string;
  /** Added to this process's environment; `undefined` removes a variable. */
  env?: Record<string, string | undefined>;
  /** Shows the child's output as it comes; otherwise it is only collected. */
  show?: boolean;
  /** Milliseconds after which the child is ended and counts as failed. */
  timeout?: number;
}

interface ChildResult {
  /** The exit code; 128 or more after a signal, 124 after the time limit. */
  code: number;
  /** What it wrote to stdout and stderr, in the order it came. */
  output: string;
}

const running = new Set<ChildProcess>();
process.on("exit", () => endChildren("SIGKILL"));

/** Runs a command to its end, in a process group of its own that never outlives this process. */
export function runChild(
  file: string,
  args: readonly string[],
  options: ChildOptions = {},
): Promise<ChildResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: options.cwd ?? process.cwd(),
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
    });
    running.add(child);
    let output = "";
    let late = false;
    const timer =
      options.timeout === undefined
        ? undefined
        : setTimeout(() => {
            late = true;
            endGroup(child, "SIGKILL");
          }, options.timeout);
    for (const [stream, sink] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ] as const) {
      stream.setEncoding("utf8");
      stream.on("data", (text: string) => {
        output += text;
        if (options.show) sink.write(text);
      });
    }
    child.on("error", (error) => {
      clearTimeout(timer);
      running.delete(child);
      reject(error);
    });
    child.on("exit", () => endGroup(child, "SIGKILL")); // whatever it left behind
    child.on("close", (code) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code: late ? 124 : (code ?? 128), output });
    });
  });
}

/** Ends all children and what they started. */
export function endChildren(signal: NodeJS.Signals): void {
  for (const child of running) endGroup(child, signal);
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (process.platform === "win32") child.kill(signal);
    else if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // already gone
  }
}
