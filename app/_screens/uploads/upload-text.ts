import type { UnfinishedUpload } from "../../../lib/sharing/index.ts";
import { count, formatBytes, formatNumber, listNames } from "../../_text/format.ts";

/** What an upload is of: `scan.dcm`, `scan.dcm and 3 more files`. */
export function filesText({ files }: Pick<UnfinishedUpload, "files">): string {
  const [first, ...more] = files;
  if (first === undefined) return "an entry without files";
  return more.length === 0 ? first.name : `${first.name} and ${count(more.length, "more file")}`;
}

/** Where it goes: `Blood tests of History`, `the new record History`. */
export function placeText(
  { newRecord, sections }: Pick<UnfinishedUpload, "newRecord" | "sections">,
  title: string | undefined,
): string {
  if (newRecord !== null) return `the new record “${newRecord.title}”`;
  const names = listNames(sections.map((it) => it.title || `section ${it.index}`));
  return title ? `${names} of “${title}”` : names;
}

/** How far it came: `stopped at 1.2 GB of 4.0 GB`; what is left to do. */
export function stateText({ done, total, needed }: UnfinishedUpload): string {
  if (needed.length === 0) return "Everything is stored; it is not published yet.";
  const far = `Stopped at ${formatBytes(done)} of ${formatBytes(total)}.`;
  const [first] = needed;
  const which =
    needed.length === 1 && first !== undefined
      ? first.name
      : `the same ${formatNumber(needed.length)} files`;
  return `${far} Choose ${which} again to go on: what is stored already is not sent again.`;
}
