import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export interface Browser {
  executablePath: string;
  args: string[];
  env: Record<string, string>;
}

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];

const USUAL_PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
];

/** Whether the package's browser runs here. */
export const canUnpack = process.platform === "linux" && process.arch === "x64";

/** Keeps a browser from reaching for hosts that no test asked it to. */
const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
];

/**
 * Finds a Chromium for the browser tests: the one that `LEASEHOLD_CHROMIUM` names (`installed` for one
 * that the machine has), else the one that comes in an npm package, unpacked once into `.cache`; where
 * that does not run, an installed one. The package has Chromium without its own windows, and takes less
 * of the processor.
 *
 * @throws Error where there is none, saying what to do
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env): Browser {
  const args = process.getuid?.() === 0 ? [...QUIET, "--no-sandbox"] : QUIET;
  const named = env.LEASEHOLD_CHROMIUM;
  if (named !== undefined && named !== "" && named !== "installed") {
    if (!existsSync(named))
      throw new Error(`LEASEHOLD_CHROMIUM names ${named}, which is not there.`);
    return { executablePath: named, args, env: {} };
  }
  if (canUnpack && named !== "installed") return { ...unpackChromium(), args };
  const installed = findInstalled(env.PATH ?? "");
  if (installed !== undefined) return { executablePath: installed, args, env: {} };
  throw new Error(
    "The browser tests need Chromium or Chrome. Install one, or set LEASEHOLD_CHROMIUM to its path.",
  );
}

function findInstalled(path: string): string | undefined {
  const onPath = path.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...onPath, ...USUAL_PLACES].find((file) => existsSync(file));
}

/** Unpacks the Chromium of `@sparticuz/chromium`, and the libraries that a bare machine lacks. */
function unpackChromium(): { executablePath: string; env: Record<string, string> } {
  const entry = fileURLToPath(import.meta.resolve("@sparticuz/chromium"));
  const packageFile = join(entry, "../../package.json");
  const { version } = JSON.parse(readFileSync(packageFile, "utf8")) as { version: string };
  const folder = resolve(`.cache/chromium-${version}`);
  const executablePath = join(folder, "chromium");
  if (!existsSync(folder)) unpackInto(folder, entry);

  const lacking = execFileSync("ldd", [executablePath], { encoding: "utf8" }).includes("not found");
  const env: Record<string, string> = {};
  if (lacking) env.LD_LIBRARY_PATH = join(folder, "al2023", "lib");
  if (!existsSync("/etc/fonts/fonts.conf")) env.FONTCONFIG_PATH = join(folder, "fonts");
  return { executablePath, env };
}

/** The package unpacks into the folder for temporary files; whole or not at all, by a rename. */
function unpackInto(folder: string, entry: string): void {
  const partial = `${folder}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  const script =
    `const { default: chromium, inflate } = await import(${JSON.stringify(pathToFileURL(entry))});` +
    `await chromium.executablePath();` +
    `await inflate(${JSON.stringify(join(entry, "../../bin/al2023.tar.br"))});`;
  execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
    env: { ...process.env, TMPDIR: partial },
    stdio: "inherit",
  });
  try {
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // else another process was first
  }
}
