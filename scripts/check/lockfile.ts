import { readFileSync } from "node:fs";

/** The part of package-lock.json that the check reads. */
export interface Lockfile {
  packages: Record<
    string,
    {
      version?: string;
      optionalDependencies?: Record<string, string>;
      peerDependencies?: Record<string, string>;
      dependencies?: Record<string, string>;
      peerDependenciesMeta?: Record<string, { optional?: boolean }>;
    }
  >;
}

/**
 * Dependencies, optional ones included, that a locked package declares and the lockfile does not hold.
 *
 * With one missing, `npm install` works and `npm ci` refuses; or worse, works on the platform where the
 * lockfile was made and nowhere else.
 */
export function missingFromLock(lock: Lockfile): string[] {
  const missing: string[] = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    const names = Object.keys({ ...entry.dependencies, ...entry.optionalDependencies });
    for (const name of names) {
      if (!folders(path).some((folder) => `${folder}node_modules/${name}` in lock.packages)) {
        missing.push(`${path || "package.json"} needs ${name}`);
      }
    }
  }
  return missing;
}

/** The folders that Node looks for a package's dependencies in, innermost first. */
function folders(path: string): string[] {
  const list = path === "" ? [] : [`${path}/`];
  for (let at = path.lastIndexOf("/node_modules/"); at > 0; ) {
    list.push(path.slice(0, at + 1));
    at = path.lastIndexOf("/node_modules/", at - 1);
  }
  return [...list, ""];
}

if (import.meta.main) {
  const missing = missingFromLock(
    JSON.parse(readFileSync("package-lock.json", "utf8")) as Lockfile,
  );
  for (const line of missing) console.error(`package-lock.json is incomplete: ${line}`);
  process.exitCode = missing.length === 0 ? 0 : 1;
}
