import type { Address } from "viem";
import type { SignedMessage, SignedState } from "../../lib/sharing/index.ts";
import { sliceStart } from "../../lib/slice.ts";
import { count, formatNear, listNames } from "./format.ts";

/** What has become of something signed, in a few words. */
export const SIGNED_STATES: Readonly<Record<SignedState, string>> = {
  ready: "Not sent yet",
  sent: "Sent",
  cancelled: "Cancelled",
  expired: "Run out",
  void: "Void: the record has changed since",
};

/** What it does when it is sent, in a sentence or two, as seen from `now` in unix seconds. */
export function signedSentence(
  message: SignedMessage,
  { nameOf, now }: { nameOf: (address: Address) => string; now: number },
): string {
  const signer = nameOf(message.signer);
  const isOwn = signer === "You";
  switch (message.kind) {
    case "grant": {
      const { terms, lease } = message.content;
      const { notBefore, expiresAt, since, rights } = terms;
      const lets = isOwn ? "You let" : `${signer} lets`;
      const whom = nameOf(lease.account) === "You" ? "you" : nameOf(lease.account);
      const may = rights.write ? "read and add to" : "read";
      const begin = sliceStart(notBefore);
      const from = begin > now ? ` from ${formatNear(begin, now)}` : "";
      const until = formatNear(sliceStart(expiresAt), now);
      const included =
        since === 0
          ? "Everything in there is included."
          : since < notBefore
            ? `Only what was added since ${formatNear(sliceStart(since), now)} is included, and what is added until then.`
            : "Only what is added from its beginning on is included.";
      return `${lets} ${whom} ${may} ${sectionsText(terms.sections)} of a record${from} until ${until}. ${included}`;
    }
    case "revocation": {
      const ends = isOwn ? "You end" : `${signer} ends`;
      const account = nameOf(message.content.account);
      return `${ends} ${account === "You" ? "your lease" : `the lease of ${account}`} of a record, and its keys change.`;
    }
    case "publication": {
      const publishes = isOwn ? "You publish" : `${signer} publishes`;
      const entries = count(message.content.publications.length, "entry", "entries");
      return `${publishes} ${entries} in a record.`;
    }
  }
}

/** The sections of a lease by number, for those who may not know their names; the cover is not named. */
function sectionsText(sections: readonly number[]): string {
  const lent = sections.filter((it) => it !== 0);
  if (lent.length === 0) return "the title and description";
  return `section${lent.length > 1 ? "s" : ""} ${listNames(lent.map(String))}`;
}

/** What was pasted, without the address of the page and without line ends that a mail put in. */
export function signedTextOf(pasted: string): string {
  return pasted.slice(pasted.indexOf("#") + 1).replace(/\s+/g, "");
}
