"use client";

import { Fingerprint as FingerprintIcon, KeyRound, LockOpen } from "lucide-react";
import type { SubmitEvent } from "react";
import { useState } from "react";
import { passkeysHere } from "../_config/passkeys.ts";
import type { FactorState } from "../_hooks/use-factor.ts";
import { useWorld } from "../_hooks/use-world.ts";
import { copyOf } from "../_text/errors.ts";
import { Button } from "./button.tsx";
import { ButtonLink } from "./button-link.tsx";
import { Dialog } from "./dialog.tsx";
import { Notice } from "./notice.tsx";
import { PassphraseInput } from "./passphrase-input.tsx";
import { ProgressBar } from "./progress-bar.tsx";

/** Asks for a passphrase or a passkey, and shows how far the unlocking is. */
export function FactorDialog({ state }: { state: FactorState }) {
  const isAsking = state.status === "asking";
  return (
    <Dialog
      open
      closable={isAsking}
      onOpenChange={(open) => !open && isAsking && state.cancel()}
      title="Unlock your key"
      description="Your key has a second factor beside the wallet."
    >
      {isAsking ? <Question {...state} /> : <Working progress={state.progress} />}
    </Dialog>
  );
}

function Question({ question, answer, cancel }: Extract<FactorState, { status: "asking" }>) {
  const { sharing } = useWorld();
  const [passphrase, setPassphrase] = useState("");
  const { locks, problem } = question;
  const hasPassphrase = locks.some(({ kind }) => kind === "passphrase");
  const sites = locks.map(({ site }) => site).filter((site) => site !== null);
  const isHere = sites.includes(location.hostname);
  const wrong = problem && copyOf(problem);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (passphrase !== "") answer({ kind: "passphrase", passphrase });
  };
  return (
    <div className="space-y-5">
      {wrong && (
        <Notice tone="danger" role="alert" title={wrong.title}>
          <p>{wrong.help}</p>
        </Notice>
      )}
      {isHere && (
        <Button
          variant={hasPassphrase ? "secondary" : "primary"}
          icon={FingerprintIcon}
          onClick={() => answer({ kind: "passkey", passkeys: passkeysHere(sharing) })}
        >
          Use a passkey
        </Button>
      )}
      {hasPassphrase && (
        <form onSubmit={submit} className="space-y-4" noValidate>
          <PassphraseInput
            label="Passphrase"
            autoComplete="current-password"
            value={passphrase}
            onChange={setPassphrase}
          />
          <Button type="submit" variant="primary" icon={LockOpen} disabled={passphrase === ""}>
            Unlock
          </Button>
        </form>
      )}
      {sites.length > 0 && !isHere && (
        <p className="text-muted text-small">
          A passkey was added at {[...new Set(sites)].join(", ")}. It works only at that address.
        </p>
      )}
      <p className="border-line border-t pt-4 text-small">
        Nothing of this at hand?{" "}
        <ButtonLink href="/recover/" size="small" icon={KeyRound} onClick={cancel}>
          Use your recovery code
        </ButtonLink>
      </p>
    </div>
  );
}

function Working({ progress }: Pick<Extract<FactorState, { status: "working" }>, "progress">) {
  const share = progress.step === "passphrase" ? progress.share : null;
  return (
    <div role="status" className="space-y-3">
      <p>{workingText(progress.step)}</p>
      <ProgressBar label="Unlocking" done={share ?? 0} total={share === null ? null : 1} />
    </div>
  );
}

function workingText(step: string): string {
  switch (step) {
    case "passphrase":
      return "Making a key from your passphrase. This is slow on purpose: it slows down whoever guesses.";
    case "passkey":
      return "Your browser asks you for the passkey.";
    case "sign":
      return "Your wallet asks you to sign. Nothing is sent and nothing costs a fee.";
    default:
      return "Looking at what was published with your key.";
  }
}
