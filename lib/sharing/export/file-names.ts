/** Longest name of a file or folder in an archive, in characters: within what every system takes. */
const MAX_LENGTH = 100;

/** Names that Windows keeps for devices, with any ending. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * A name that is safe on every system, and cannot lead out of its folder: without separators,
 * control characters, characters that turn the direction of writing, and dots or spaces at its ends.
 */
export function safeName(name: string, fallback: string): string {
  const plain = name
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "")
    .replace(/[\\/:*?"<>|]/g, "_")
    .replace(/^[\s.]+|[\s.]+$/g, "");
  if (plain === "") return fallback;
  const short = shorten(plain);
  return DEVICES.test(short) ? `_${short}` : short;
}

/** A path whose every part is a safe name; parts that say nothing or lead upwards are left out. */
export function safePath(path: string, fallback: string): string {
  const parts = path.split("/").filter((part) => !/^[\s.]*$/.test(part));
  return parts.map((part) => safeName(part, fallback)).join("/") || fallback;
}

/** Gives each name out once, whatever its case: a second `a.txt` becomes `a (2).txt`. */
export function createNames(): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    let unique = name;
    for (let n = 2; taken.has(unique.toLowerCase()); n++) unique = numbered(name, n);
    taken.add(unique.toLowerCase());
    return unique;
  };
}

function numbered(name: string, n: number): string {
  const { stem, ending } = split(name);
  return `${stem} (${n})${ending}`;
}

function shorten(name: string): string {
  const letters = [...name];
  if (letters.length <= MAX_LENGTH) return name;
  const { ending } = split(name);
  const kept = MAX_LENGTH - [...ending].length;
  return `${letters.slice(0, kept).join("").trimEnd()}${ending}`;
}

function split(name: string): { stem: string; ending: string } {
  const [ending = ""] = /\.[^./\s]{1,10}$/.exec(name) ?? [];
  const stem = name.slice(0, name.length - ending.length);
  return stem === "" ? { stem: name, ending: "" } : { stem, ending };
}
