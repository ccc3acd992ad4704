import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Browser } from "../../scripts/test/chromium.ts";
import type { DevTools } from "./devtools.ts";
import { connectDevTools } from "./devtools.ts";

const LOADING_MS = 30_000;

/** A plain headless Chromium with a profile of its own. */
export interface Chromium {
  devTools: DevTools;
  end(): Promise<void>;
}

export function startChromium(browser: Browser): Chromium {
  const profile = mkdtempSync(join(tmpdir(), "leasehold-bench-"));
  const chromium = spawn(
    browser.executablePath,
    [...browser.args, "--headless=new", "--remote-debugging-pipe", `--user-data-dir=${profile}`],
    {
      env: { ...process.env, ...browser.env },
      stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
    },
  );
  const closed = once(chromium, "close");
  const kill = () => endGroup(chromium.pid);
  process.once("exit", kill);
  return {
    devTools: connectDevTools(chromium),
    async end() {
      kill();
      await closed;
      process.off("exit", kill);
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A page in a tab of its own. */
export interface Page {
  session: string;
  evaluate(expression: string, options: object): Promise<RemoteObject>;
  answerTo<R>(expression: string): Promise<R>;
  /** Waits until an expression is true in the page. */
  until(expression: string, options?: Patience): Promise<void>;
}

/** How long something is waited for, and how often it is looked for, in milliseconds. */
export interface Patience {
  patience?: number;
  every?: number;
}

export async function openPage(devTools: DevTools, url: string): Promise<Page> {
  const { targetId } = await devTools.call<{ targetId: string }>("Target.createTarget", { url });
  const { sessionId } = await devTools.call<{ sessionId: string }>("Target.attachToTarget", {
    targetId,
    flatten: true,
  });

  async function evaluate(expression: string, options: object): Promise<RemoteObject> {
    const { result, exceptionDetails: failure } = await devTools.call<Evaluation>(
      "Runtime.evaluate",
      { expression, awaitPromise: true, ...options },
      sessionId,
    );
    if (failure) throw new Error(failure.exception?.description ?? failure.text);
    return result;
  }

  async function answerTo<R>(expression: string): Promise<R> {
    return (await evaluate(expression, { returnByValue: true })).value as R;
  }

  async function until(
    expression: string,
    { patience = LOADING_MS, every = 20 }: Patience = {},
  ): Promise<void> {
    const isTrue = () => answerTo<boolean>(`Boolean(${expression})`).catch(() => false);
    for (const limit = Date.now() + patience; !(await isTrue()); await setTimeout(every)) {
      if (Date.now() > limit) throw new Error(`The page never came to ${expression}.`);
    }
  }

  return { session: sessionId, evaluate, answerTo, until };
}

export interface RemoteObject {
  value?: unknown;
  objectId?: string;
}

interface Evaluation {
  result: RemoteObject;
  exceptionDetails?: { text: string; exception?: { description?: string } };
}

export function versionOf({ executablePath, env }: Browser): string {
  const words = execFileSync(executablePath, ["--version"], {
    encoding: "utf8",
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "ignore"],
  });
  return words.match(/\d+(\.\d+)+/)?.[0] ?? words.trim();
}

/** Ends the browser and all that it started. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // already gone
  }
}
