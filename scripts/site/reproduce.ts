// `npm run reproduce:site`: builds the present commit twice, in two folders of different names and
// depths, and compares what comes out. Takes several minutes.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChild } from "../child.ts";
import { SITE } from "./build.ts";
import { packSite } from "./pack.ts";

/** Named once: somebody may commit while this runs. */
const commit = execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).trim();
const work = mkdtempSync(join(tmpdir(), "leasehold-reproduce-"));
try {
  const cids: string[] = [];
  for (const folder of [join(work, "a"), join(work, "another", "place", "b")]) {
    exportCommit(folder);
    console.error(`Building in ${folder} …`);
    const { code, output } = await runChild(
      process.execPath,
      ["scripts/site/build.ts", "--force"],
      {
        cwd: folder,
        env: { PATH: `${join(folder, "node_modules/.bin")}:${process.env.PATH}` },
      },
    );
    if (code !== 0) throw new Error(`It could not be built.\n\n${output}`);
    const { cid } = await packSite(join(folder, SITE));
    console.error(String(cid));
    cids.push(String(cid));
  }
  const isSame = new Set(cids).size === 1;
  console.error(isSame ? "Both are the same." : "They differ.");
  if (isSame) console.log(cids[0]);
  else process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** The files of the commit, and the installed packages: as links where the file system has them. */
function exportCommit(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const archive = execFileSync("git", ["archive", commit], { maxBuffer: 1 << 30 });
  execFileSync("tar", ["-x", "-C", folder], { input: archive });
  try {
    execFileSync("cp", ["-al", "node_modules", join(folder, "node_modules")], { stdio: "ignore" });
  } catch {
    cpSync("node_modules", join(folder, "node_modules"), { recursive: true });
  }
}
