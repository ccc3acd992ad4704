// Runs one of the project's scripts: `node scripts/run.mjs <file or command> [arguments]`.
//
// Works on a bare machine with Node ≥ 20 and npm: fetches a newer Node from npm where this one is too
// old, installs the packages where they are missing or stale, then runs the command with the project's
// binaries first on PATH. Plain JavaScript without dependencies, because none is there yet.
import { spawn } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Hardhat 3 needs Node 22, type stripping without a flag 22.18; the tests run on what is supported longest. */
const MINIMUM_MAJOR = 24;
/** Ends a child that does not end by itself after a signal. */
const GRACE_MS = 10_000;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const major = Number(process.versions.node.split(".")[0]);

process.chdir(root);
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

async function main(command) {
  if (command.length === 0) throw new Error("Usage: node scripts/run.mjs <file or command> …");
  if (major < MINIMUM_MAJOR) {
    if (process.env.LEASEHOLD_NODE) {
      throw new Error(`${process.env.LEASEHOLD_NODE} turned out to be Node ${process.version}.`);
    }
    const node = await newerNode();
    return run(node, [fileURLToPath(import.meta.url), ...command], {
      environment: { LEASEHOLD_NODE: node },
    });
  }
  await install();
  const [file, ...rest] = command;
  const isScript = /\.m?[jt]s$/.test(file);
  const path = [join(root, "node_modules", ".bin"), dirname(process.execPath), process.env.PATH];
  return run(isScript ? process.execPath : file, isScript ? command : rest, {
    environment: { PATH: path.join(delimiter), LEASEHOLD_NODE: undefined },
  });
}

/** The path of a Node that is new enough: an npm package that carries the binary, kept in `.cache/node`. */
async function newerNode() {
  const manifest = join(root, "scripts", "node", "package.json");
  const packages = JSON.parse(readFileSync(manifest, "utf8")).optionalDependencies;
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const version = packages[name];
  if (version === undefined) {
    throw new Error(
      `Node ${MINIMUM_MAJOR} or newer is needed; this is ${process.version}. npm has no package of it for ` +
        `${process.platform} on ${process.arch}: please install it from https://nodejs.org and run this again.`,
    );
  }
  const folder = join(root, ".cache", "node");
  const home = join(folder, "node_modules", name);
  const node = join(home, "bin", process.platform === "win32" ? "node.exe" : "node");
  const stamp = join(folder, "complete");
  if (existsSync(node) && existsSync(stamp) && readFileSync(stamp, "utf8") === version) return node;

  await exclusively("node", async () => {
    if (existsSync(node) && existsSync(stamp) && readFileSync(stamp, "utf8") === version) return;
    console.error(
      `This is Node ${process.version}; fetching ${version} for this project from npm …`,
    );
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const file of ["package.json", "package-lock.json"]) {
      copyFileSync(join(root, "scripts", "node", file), join(folder, file));
    }
    await npmCi(folder, "Node");
    if (!existsSync(node)) throw new Error(`npm installed ${name}, but ${node} is missing.`);
    writeFileSync(stamp, version);
  });
  return node;
}

/** Installs the packages unless exactly those of the lockfile are there. */
async function install() {
  if (isInstalled()) return;
  await exclusively("install", async () => {
    if (isInstalled()) return;
    console.error("Installing packages (a minute or so; only when they changed) …");
    await npmCi(root, "Packages");
    if (!isInstalled()) {
      throw new Error(
        "npm left out packages that this platform needs. Please remove node_modules and run this again.",
      );
    }
  });
}

/**
 * Whether node_modules holds what the lockfile asks for.
 *
 * npm writes its own list of what is there as its last step, so an interrupted installation has none.
 * An optional package may be missing where it is for another platform, but not because an older Node
 * left it out.
 */
function isInstalled() {
  const installed = readLock(join(root, "node_modules", ".package-lock.json"));
  const wanted = readLock(join(root, "package-lock.json"));
  if (wanted === null) throw new Error("package-lock.json cannot be read.");
  if (installed === null) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "" || entry.link) return true;
    if (installed[path] !== undefined) return installed[path].version === entry.version;
    return entry.optional === true && !isForThisPlatform(entry);
  });
}

function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return null;
  }
}

function isForThisPlatform({ os, cpu, libc }) {
  if (os === undefined && cpu === undefined) return false; // only needed by a package of another platform
  const allows = (names = [], value) => {
    const list = [names].flat();
    if (list.includes(`!${value}`)) return false;
    return list.every((name) => name.startsWith("!")) || list.includes(value);
  };
  return allows(os, process.platform) && allows(cpu, process.arch) && allows(libc, libcName());
}

function libcName() {
  if (process.platform !== "linux") return "";
  return process.report.getReport().header.glibcVersionRuntime ? "glibc" : "musl";
}

/** `npm ci` in `folder`, under the Node that runs this, with a sign of life every 10 seconds. */
async function npmCi(folder, what) {
  const flags = [
    "--include=dev",
    "--include=optional",
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ];
  const npm = process.env.npm_execpath?.endsWith(".js")
    ? [process.execPath, process.env.npm_execpath]
    : ["npm"];
  const [file, ...args] = [...npm, "ci", ...flags];
  let errors = "";
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const ticker = setInterval(() => console.error(`  … ${seconds()} s`), 10_000);
  try {
    const path = [dirname(process.execPath), process.env.PATH].join(delimiter);
    const code = await run(file, args, {
      environment: { PATH: path, NODE_ENV: undefined },
      cwd: folder,
      onError: (text) => {
        errors += text;
      },
    });
    if (code !== 0) {
      const offline = /EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ENETUNREACH|ETIMEDOUT|ENOTCACHED/.test(
        errors,
      );
      throw new Error(
        offline
          ? `${what} could not be installed: the npm registry is out of reach. They are needed once; ` +
              "connect this machine to the network and run the same command again."
          : `${what} could not be installed (npm ended with ${code}; its words are above).`,
      );
    }
  } finally {
    clearInterval(ticker);
  }
  console.error(`${what} installed in ${seconds()} s.`);
}

/** Runs `action` in one process at a time; a lock left by a process that is gone is taken over. */
async function exclusively(name, action) {
  const file = join(root, ".cache", `${name}.lock`);
  const own = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true });
  for (let told = false; ; told = true) {
    writeFileSync(own, String(process.pid));
    try {
      linkSync(own, file); // whole or not at all, unlike a write
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    } finally {
      rmSync(own, { force: true });
    }
    if (!isAlive(readPid(file))) {
      rmSync(file, { force: true });
      continue;
    }
    if (!told) console.error("Another command is installing; waiting for it …");
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  try {
    await action();
  } finally {
    rmSync(file, { force: true });
  }
}

function readPid(file) {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return 0; // released meanwhile
  }
}

function isAlive(pid) {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/**
 * Runs a command to its end and returns its exit code. Signals are handed on, and the child is ended
 * should it outlive one by more than the grace time. `onError` receives stderr as well as the terminal.
 */
function run(file, args, { environment, cwd = root, onError = null }) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...environment };
    for (const [key, value] of Object.entries(env)) if (value === undefined) delete env[key];
    const child = spawn(file, args, {
      cwd,
      env,
      stdio: ["inherit", "inherit", onError === null ? "inherit" : "pipe"],
      shell: process.platform === "win32" && !file.endsWith(".exe"),
    });
    child.stderr?.on("data", (chunk) => {
      process.stderr.write(chunk);
      onError(String(chunk));
    });
    let timer;
    const forward = (signal) => {
      child.kill(signal);
      timer ??= setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
    };
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) process.on(signal, forward);
    const watch = onOrphaned(() => forward("SIGTERM"));
    const done = () => {
      clearInterval(watch);
      clearTimeout(timer);
      for (const signal of signals) process.off(signal, forward);
    };
    child.on("error", (error) => {
      done();
      reject(new Error(`${file} cannot be run: ${error.message}`));
    });
    child.on("close", (code, signal) => {
      done();
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/** npm dies of a signal without handing it on to what its shell started: notices that npm is gone. */
function onOrphaned(end) {
  if (!process.env.npm_lifecycle_event) return undefined;
  const parent = process.ppid;
  return setInterval(() => process.ppid !== parent && end(), 500).unref();
}
