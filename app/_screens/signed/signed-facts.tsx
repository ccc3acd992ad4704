"use client";

import type { SignedMessage, SignedState } from "../../../lib/sharing/index.ts";
import { useChainSeconds } from "../../_hooks/use-clock.ts";
import { useNames } from "../../_hooks/use-names.ts";
import { formatMoment } from "../../_text/format.ts";
import { SIGNED_STATES, signedSentence } from "../../_text/signed-text.ts";

/** What something signed does, in words, and what has become of it. */
export function SignedFacts({ message, state }: { message: SignedMessage; state: SignedState }) {
  const nameOf = useNames();
  const now = useChainSeconds() ?? Math.floor(Date.now() / 1000);
  return (
    <div>
      <p>{signedSentence(message, { nameOf, now })}</p>
      <p className="mt-1 text-muted text-small">
        <span className="font-semibold text-ink">{SIGNED_STATES[state]}</span>
        {state === "ready" &&
          ` · can be sent until ${formatMoment(message.validity.deadline)}, once`}
      </p>
    </div>
  );
}
