import { readFileSync } from "node:fs";

/** Most bytes that a process had resident so far; null where the system does not tell. */
export function peakBytes(pid: number | "self"): number | null {
  // Not `maxRSS`: on Linux that starts with what the parent had when it forked.
  return statusOf(pid, "VmHWM");
}

/** Bytes that a process has resident; null where the system does not tell. */
export function residentBytes(pid: number | "self"): number | null {
  return statusOf(pid, "VmRSS");
}

function statusOf(pid: number | "self", name: string): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const kibibytes = new RegExp(`^${name}:\\s*(\\d+) kB$`, "m").exec(status)?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * 1024;
  } catch {
    return null;
  }
}
