import type { Hex } from "viem";
import { PUBLICATION_TOLERANCE, sliceStart } from "../../slice.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { Watch } from "../progress.ts";
import { preparePublication } from "../records/publication.ts";
import type { PublishDraft } from "../records/publish.ts";
import { storeDraft } from "../records/publish.ts";
import { signAct } from "./sign.ts";
import type { SignedMessage } from "./signed-message.ts";

/**
 * Signs an entry, which costs nothing: anybody can send it within five minutes, in which nobody else
 * must have published to the section. Its content is stored already.
 *
 * @throws SharingError `sharing/not-signable` where the author has to send it: under a lease of a
 *   root, and as the owner where keys have to change first; otherwise as `publishEntry`
 */
export async function signPublication(
  context: Context,
  account: Account,
  of: { record: Hex; section: number; draft: PublishDraft } & Watch,
): Promise<SignedMessage> {
  const { record, section, draft, ...watch } = of;
  const content = await storeDraft(context, account, { record, section, draft, ...watch });
  const prepared = await preparePublication(context, account, {
    record,
    section,
    content,
    signal: watch.signal,
  });
  const { publication, lease, rotation, snapshot } = prepared;
  if (rotation !== null || (lease !== null && lease.root !== null)) {
    throw new SharingError("sharing/not-signable", "This entry has to be sent by its author.");
  }
  const { generation } = snapshot.history;
  const act = {
    kind: "publication",
    content: { record, generation, publications: [publication] },
  } as const;
  const deadline = sliceStart(snapshot.slice + PUBLICATION_TOLERANCE + 1) - 1;
  return signAct(context, account, { act, deadline, ...watch });
}
