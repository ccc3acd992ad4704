"use client";

import { CircleStop, Download } from "lucide-react";
import { useState } from "react";
import type { Hex } from "viem";
import type { ExportProgress, Reader } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { Choices } from "../../_components/choices.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { Field } from "../../_components/field.tsx";
import { Notice } from "../../_components/notice.tsx";
import { Panel } from "../../_components/panel.tsx";
import { ProgressBar } from "../../_components/progress-bar.tsx";
import { useLentLeases, useOpenedRecord, useOwnedRecords } from "../../_hooks/use-records.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { isCancellation, reportUnknown } from "../../_text/errors.ts";
import { count, formatBytes, shortAddress } from "../../_text/format.ts";
import { chooseTarget } from "../../_transfers/save-target.ts";

type Form = "car" | "zip";

type Run =
  | { status: "idle" }
  | { status: "running"; progress: ExportProgress | null; abort: AbortController }
  | { status: "done"; form: Form; bytes: number; missing: number }
  | { status: "failed"; error: unknown };

const FORMS = [
  {
    value: "car",
    label: "Encrypted copy",
    note: "A .car file: to keep, to import, to walk away with",
  },
  { value: "zip", label: "Decrypted files", note: "A .zip file: anybody who gets it can read it" },
] as const;

/** Exports what is owned or lent, as it is stored or decrypted. */
export function TakePanel({ account }: { account: Reader }) {
  const { sharing, context } = useWorld();
  const owned = useOwnedRecords(account.address);
  const lent = useLentLeases(account.address);
  const [what, setWhat] = useState("own");
  const [form, setForm] = useState<Form>("car");
  const [run, setRun] = useState<Run>({ status: "idle" });
  const live = lent.data?.filter(({ state }) => state === "live") ?? [];
  const isRunning = run.status === "running";

  const start = async () => {
    const abort = new AbortController();
    const { signal } = abort;
    let written = { done: 0, missing: 0 };
    try {
      const target = await chooseTarget(
        `leasehold-${new Date().toISOString().slice(0, 10)}.${form}`,
        null,
      );
      setRun({ status: "running", progress: null, abort });
      const records =
        what === "own"
          ? undefined
          : what === "lent"
            ? await sharing.lentRecords(context, { account: account.address, signal })
            : [what as Hex];
      const stream = await sharing.exportRecords(context, account, {
        as: form,
        records,
        signal,
        onProgress: (progress) => {
          if (progress.step === "write") written = progress;
          setRun({ status: "running", progress, abort });
        },
      });
      await target.write(stream);
      setRun({ status: "done", form, bytes: written.done, missing: written.missing });
    } catch (error) {
      if (signal.aborted || isCancellation(error)) return setRun({ status: "idle" });
      reportUnknown(error);
      setRun({ status: "failed", error });
    }
  };

  return (
    <Panel title="Take a copy">
      <div className="space-y-4">
        <Field label="What">
          {(control) => (
            <select
              {...control}
              className="control"
              value={what}
              disabled={isRunning}
              onChange={(event) => setWhat(event.target.value)}
            >
              <option value="own">Everything I own ({owned.data?.length ?? "…"})</option>
              <option value="lent">
                Everything lent to me now ({lent.data ? live.length : "…"})
              </option>
              {owned.data?.map(({ id }) => (
                <RecordOption key={id} record={id} />
              ))}
              {live.map(({ record }) => (
                <RecordOption key={record} record={record} isLent />
              ))}
            </select>
          )}
        </Field>
        <Choices legend="As" choices={FORMS} value={form} disabled={isRunning} onChange={setForm} />
        <p className="text-muted text-small">
          {form === "car"
            ? "Opens with your recovery code or your wallet alone. It holds what others were lent, too, so that an import restores it."
            : "A folder for each record, section and entry, with an index. Keep it where only you can read it."}
        </p>
        {isRunning ? (
          <Running progress={run.progress} onStop={() => run.abort.abort()} />
        ) : (
          <Button variant="primary" icon={Download} onClick={start}>
            Export
          </Button>
        )}
        {run.status === "failed" && <ErrorNotice error={run.error} onRetry={start} />}
        {run.status === "done" && <Done {...run} />}
      </div>
    </Panel>
  );
}

function RecordOption({ record, isLent = false }: { record: Hex; isLent?: boolean }) {
  const { data } = useOpenedRecord(record);
  const title = data === undefined ? shortAddress(record) : data.title || "Untitled record";
  return (
    <option value={record}>
      {title}
      {isLent && " (lent to me)"}
    </option>
  );
}

function Running({ progress, onStop }: { progress: ExportProgress | null; onStop: () => void }) {
  const isWriting = progress?.step === "write";
  return (
    <div className="space-y-2">
      <ProgressBar
        label="Export"
        done={isWriting ? progress.done : 0}
        total={isWriting ? progress.total : null}
      />
      <div className="flex items-center justify-between gap-3 text-small">
        <span>
          {progress === null && "Looking for your records…"}
          {progress?.step === "collect" &&
            `Opening record ${progress.done + 1} of ${progress.total}…`}
          {isWriting && `${formatBytes(progress.done)} of about ${formatBytes(progress.total)}`}
        </span>
        <Button size="small" icon={CircleStop} onClick={onStop}>
          Stop
        </Button>
      </div>
    </div>
  );
}

function Done({ form, bytes, missing }: { form: Form; bytes: number; missing: number }) {
  return (
    <>
      <Notice tone="good" role="status" title={`Exported ${formatBytes(bytes)}`}>
        {form === "car" && (
          <p>Keep it with the walk-away page below, and keep your recovery code elsewhere.</p>
        )}
      </Notice>
      {missing > 0 && (
        <Notice tone="danger" role="alert" title="Not all of it could be had">
          <p>
            {count(missing, "part")} of your data is in no storage that answers now. The rest was
            exported. Try again later, or import an older copy.
          </p>
        </Notice>
      )}
    </>
  );
}
