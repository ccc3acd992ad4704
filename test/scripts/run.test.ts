import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

/** A project that needs one package, which is nowhere but in its own node_modules. */
let folder: string;

const lock = (packages: Record<string, object>) => JSON.stringify({ lockfileVersion: 3, packages });
const wanted = { version: "1.0.0" };
const elsewhere = { version: "1.0.0", optional: true, os: ["plan9"] };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "leasehold-run-"));
  mkdirSync(join(folder, "scripts"));
  mkdirSync(join(folder, "node_modules"));
  cpSync(join(import.meta.dirname, "../../scripts/run.mjs"), join(folder, "scripts/run.mjs"));
  const manifest = { name: "x", version: "1.0.0", dependencies: { "not-anywhere": "1.0.0" } };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  writeLock({ "": manifest, "node_modules/not-anywhere": wanted });
  writeInstalled({ "node_modules/not-anywhere": wanted });
});

afterEach(() => rmSync(folder, { recursive: true }));

const writeLock = (packages: Record<string, object>) =>
  writeFileSync(join(folder, "package-lock.json"), lock(packages));
const writeInstalled = (packages: Record<string, object>) =>
  writeFileSync(join(folder, "node_modules/.package-lock.json"), lock(packages));

/** Starts `run.mjs` with a program; nothing answers where its npm looks for packages. */
function start(program: string, env: Record<string, string | undefined> = {}) {
  writeFileSync(join(folder, "program.mjs"), program);
  const child = spawn(process.execPath, ["scripts/run.mjs", "program.mjs", "a", "b"], {
    cwd: folder,
    env: {
      ...process.env,
      npm_lifecycle_event: undefined,
      npm_execpath: undefined,
      npm_config_registry: "http://127.0.0.1:9/",
      npm_config_fetch_retries: "0",
      npm_config_cache: join(folder, "cache"),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const done = once(child, "close").then(([code]) => ({ code: code as number, output }));
  const says = (text: string) => expect.poll(() => output, { timeout: 20_000 }).toContain(text);
  return { child, done, says };
}

const SHOW = "console.log(process.argv.slice(2).join(), process.env.PATH)";

describe("run.mjs", () => {
  test("runs the program with its arguments, and the project's binaries first on PATH", async () => {
    const { code, output } = await start(SHOW).done;
    expect(output).toContain(`a,b ${join(folder, "node_modules/.bin")}`);
    expect(code).toBe(0);
  });

  test("hands on the exit code", async () => {
    expect((await start("process.exitCode = 7").done).code).toBe(7);
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("hands on %s", async (signal) => {
    const run = start(
      `process.on("${signal}", () => { console.log("bye"); process.exit(3); });
       setInterval(() => {}, 1000); console.log("ready");`,
    );
    await run.says("ready");
    run.child.kill(signal);
    expect(await run.done).toMatchObject({ code: 3, output: expect.stringContaining("bye") });
  });

  test("a program that a signal ended is told as the shell tells it", async () => {
    expect((await start('process.kill(process.pid, "SIGKILL")').done).code).toBe(137);
  });

  test.each([
    ["nothing was installed", () => rmSync(join(folder, "node_modules"), { recursive: true })],
    ["an installation was cut off", () => rmSync(join(folder, "node_modules/.package-lock.json"))],
    ["a package is missing", () => writeInstalled({})],
    [
      "a package has another version",
      () => writeInstalled({ "node_modules/not-anywhere": { version: "2.0.0" } }),
    ],
    [
      "an older Node left out an optional package of this platform",
      () =>
        writeLock({
          "node_modules/not-anywhere": wanted,
          "node_modules/native": {
            ...wanted,
            optional: true,
            os: [process.platform],
            cpu: [process.arch],
          },
        }),
    ],
  ])("installs where %s, and says that it cannot without a network", async (_, spoil) => {
    spoil();
    const { code, output } = await start(SHOW).done;
    expect(output).toContain("Installing packages");
    expect(output).toContain("registry is out of reach");
    expect(output).not.toContain("a,b");
    expect(code).toBe(1);
    expect(existsSync(join(folder, ".cache/install.lock"))).toBe(false);
  });

  test("does not install what only another platform needs", async () => {
    writeLock({
      "node_modules/not-anywhere": wanted,
      "node_modules/elsewhere": elsewhere,
      "node_modules/elsewhere/node_modules/part": { version: "1.0.0", optional: true },
    });
    expect((await start(SHOW).done).code).toBe(0);
  });

  test("takes over the lock of an installation that is gone, and waits for one that is not", async () => {
    rmSync(join(folder, "node_modules"), { recursive: true });
    const file = join(folder, ".cache/install.lock");
    mkdirSync(join(folder, ".cache"));
    writeFileSync(file, "999999999");
    expect((await start(SHOW).done).output).toContain("registry is out of reach");

    writeFileSync(file, String(process.pid));
    const waiting = start(SHOW);
    await waiting.says("waiting for it");
    mkdirSync(join(folder, "node_modules"));
    writeInstalled({ "node_modules/not-anywhere": wanted });
    rmSync(file);
    expect((await waiting.done).code).toBe(0);
  });

  test("ends what it runs when npm is gone without a word", async () => {
    const script = `process.on("SIGTERM", () => { process.exit(0); });
      setInterval(() => {}, 1000); console.log("pid " + process.pid);`;
    writeFileSync(join(folder, "program.mjs"), script);
    const shell = spawn("sh", ["-c", `"${process.execPath}" scripts/run.mjs program.mjs; true`], {
      cwd: folder,
      env: { ...process.env, npm_lifecycle_event: "start" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [chunk] = (await once(shell.stdout, "data")) as [Buffer];
    const pid = Number(/pid (\d+)/.exec(String(chunk))?.[1]);
    shell.kill("SIGKILL");
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
