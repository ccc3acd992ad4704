"use client";

import { ShieldCheck } from "lucide-react";
import type { SubmitEvent } from "react";
import { useState } from "react";
import type { Address } from "viem";
import type { FileSignature } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { Field } from "../../_components/field.tsx";
import { Notice } from "../../_components/notice.tsx";
import { Person } from "../../_components/person.tsx";
import { useWorld } from "../../_hooks/use-world.ts";
import { reportUnknown } from "../../_text/errors.ts";
import { formatMoment } from "../../_text/format.ts";

type Outcome = { signature: FileSignature } | { error: unknown } | null;

/** Checks a saved file against its signature. */
export function CheckFile() {
  const { sharing, context } = useWorld();
  const [file, setFile] = useState<File | null>(null);
  const [beside, setBeside] = useState<File | null>(null);
  const [outcome, setOutcome] = useState<Outcome>(null);
  const [isBusy, setBusy] = useState(false);

  const check = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (file === null || beside === null) return;
    setBusy(true);
    setOutcome(null);
    try {
      const [bytes, signature] = await Promise.all([bytesOf(file), bytesOf(beside)]);
      setOutcome({ signature: await sharing.checkFile(context, { bytes, signature }) });
    } catch (error) {
      reportUnknown(error);
      setOutcome({ error });
    } finally {
      setBusy(false);
    }
  };
  const choose = (take: (file: File | null) => void) => (files: FileList | null) => {
    take(files?.[0] ?? null);
    setOutcome(null);
  };
  return (
    <details className="rounded-card border border-line bg-surface px-5 py-4 shadow-raised">
      <summary className="w-fit rounded-control font-semibold">Check a saved file</summary>
      <form onSubmit={check} className="mt-4 space-y-4">
        <FileField label="Saved file (.csv or .json)" onChoose={choose(setFile)} />
        <FileField label="Its signature (.signature.json)" onChoose={choose(setBeside)} />
        <Button
          type="submit"
          size="small"
          icon={ShieldCheck}
          busy={isBusy}
          disabled={file === null || beside === null}
        >
          Check
        </Button>
        {outcome !== null && "error" in outcome && <ErrorNotice error={outcome.error} />}
        {outcome !== null && "signature" in outcome && <Signed signature={outcome.signature} />}
      </form>
    </details>
  );
}

function Signed({ signature }: { signature: FileSignature }) {
  return (
    <Notice tone="good" role="status" title="The file is unchanged">
      <p className="flex flex-wrap items-center gap-2">
        Signed by <Person address={signature.signer as Address} /> on{" "}
        {formatMoment(signature.signedAt)}, as {signature.name}.
      </p>
      <p>
        The time is what the signer said. That the events happened, and that none is missing, the
        ledger tells: compare with the activity of the record.
      </p>
    </Notice>
  );
}

function FileField({
  label,
  onChoose,
}: {
  label: string;
  onChoose: (it: FileList | null) => void;
}) {
  return (
    <Field label={label}>
      {(control) => (
        <input
          {...control}
          type="file"
          className="control"
          onChange={(event) => onChoose(event.target.files)}
        />
      )}
    </Field>
  );
}

async function bytesOf(file: File): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer());
}
