"use client";

import { Choices } from "../../_components/choices.tsx";
import { Notice } from "../../_components/notice.tsx";
import { PassphraseInput } from "../../_components/passphrase-input.tsx";
import type { KeyDraft, Protection } from "./identity-draft.ts";
import { passphraseProblem, repetitionProblem } from "./identity-draft.ts";

const CHOICES: readonly { value: Protection; label: string; note: string }[] = [
  { value: "wallet", label: "Wallet only", note: "Nothing more to keep" },
  { value: "passphrase", label: "With a passphrase", note: "Works on any device" },
  { value: "passkey", label: "With a passkey", note: "Fingerprint, face or security key" },
];

interface ProtectionFieldsProps {
  draft: KeyDraft;
  /** Whether mistakes are shown. */
  isChecked: boolean;
  disabled: boolean;
  onChange: (draft: KeyDraft) => void;
}

/** What a key takes beside the wallet, and what each way is worth. */
export function ProtectionFields({ draft, isChecked, disabled, onChange }: ProtectionFieldsProps) {
  const isAlone = draft.from === "factor";
  const choices = isAlone ? CHOICES.filter(({ value }) => value !== "wallet") : CHOICES;
  return (
    <div className="space-y-4">
      <Choices
        legend="What opens your key"
        choices={choices}
        value={draft.protection}
        disabled={disabled}
        onChange={(protection) => onChange({ ...draft, protection })}
      />
      {draft.protection === "wallet" && (
        <Notice tone="time" title="Any site that gets this signature gets your key">
          <p>
            With it, that site can read everything you can read here. Sign the message only in an
            app that you trust, at an address that you know. And if wallet signatures are broken one
            day, by quantum computers say, so is this key; a passphrase or a passkey prevents both.
          </p>
        </Notice>
      )}
      {draft.protection === "passphrase" && (
        <>
          <PassphraseInput
            label="New passphrase"
            autoComplete="new-password"
            hint={
              isAlone
                ? "Anybody can try passphrases on this key, day and night. Five or more random words, or 20 random characters."
                : "Somebody who gets your wallet's signature can try passphrases. Four or more random words are good."
            }
            error={isChecked && passphraseProblem(draft)}
            disabled={disabled}
            value={draft.passphrase}
            onChange={(passphrase) => onChange({ ...draft, passphrase })}
          />
          <PassphraseInput
            label="The same once more"
            autoComplete="new-password"
            error={isChecked && repetitionProblem(draft)}
            disabled={disabled}
            value={draft.again}
            onChange={(again) => onChange({ ...draft, again })}
          />
        </>
      )}
      {draft.protection === "passkey" && (
        <p className="text-muted text-small">
          Your browser will make a passkey for {location.hostname}. It works only at this address,
          so add a passphrase as a second way afterwards, or keep your recovery code well.
        </p>
      )}
    </div>
  );
}
