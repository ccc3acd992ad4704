import { SharingError } from "../errors.ts";
import type { Locks } from "../queue/locks.ts";
import { platformLocks } from "../queue/locks.ts";

/**
 * Does something with an upload while nobody else does: no other tab, worker or call.
 *
 * @param locks by default the platform's
 * @throws SharingError `sharing/upload-elsewhere` if somebody is at it
 */
export async function withUpload<T>(
  id: string,
  { locks = platformLocks, work }: { locks?: Locks | undefined; work: () => Promise<T> },
): Promise<T> {
  const done = await locks.tryLock(`leasehold-upload-${id}`, work);
  if (done === null) {
    throw new SharingError("sharing/upload-elsewhere", "Another window is at this upload.");
  }
  return done.value;
}
