import { readFileSync } from "node:fs";

/** Most bytes that a process had resident so far; null where the system does not tell. */
export function peakBytes(pid: number | "self"): number | null {
  try {
    // Not `maxRSS`: on Linux that starts with what the parent had when it forked.
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * 1024;
  } catch {
    return null;
  }
}
