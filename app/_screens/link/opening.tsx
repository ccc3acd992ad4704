"use client";

import { LockOpen } from "lucide-react";
import type { SubmitEvent } from "react";
import { useEffect, useRef, useState } from "react";
import { hasCode } from "../../../lib/error.ts";
import type { Lease, Link, Reader } from "../../../lib/sharing/index.ts";
import { sliceStart } from "../../../lib/slice.ts";
import { Button } from "../../_components/button.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { PassphraseInput } from "../../_components/passphrase-input.tsx";
import { ProgressBar } from "../../_components/progress-bar.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { requireOwnOrigin } from "../../_config/site.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { copyOfCode, isCancellation } from "../../_text/errors.ts";
import { formatMoment } from "../../_text/format.ts";

interface OpeningProps {
  link: Link;
  lease: Lease;
  onOpen: (reader: Reader) => void;
}

type State =
  | { status: "asking" }
  | { status: "opening"; share: number }
  | { status: "failed"; error: unknown };

/** Opens a link: at once, or once its passphrase is entered. */
export function Opening({ link, lease, onOpen }: OpeningProps) {
  const { sharing, context } = useWorld();
  const [state, setState] = useState<State>({ status: "asking" });
  const [passphrase, setPassphrase] = useState("");
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  const open = async () => {
    const controller = new AbortController();
    abort.current = controller;
    setState({ status: "opening", share: 0 });
    try {
      requireOwnOrigin();
      const reader = await sharing.openLink(context, {
        link,
        passphrase: link.needsPassphrase ? passphrase : null,
        onProgress(progress) {
          if (progress.step === "passphrase") setState({ status: "opening", ...progress });
        },
        signal: controller.signal,
      });
      onOpen(reader);
    } catch (error) {
      if (!controller.signal.aborted && !isCancellation(error))
        setState({ status: "failed", error });
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page opens
  useEffect(() => {
    if (!link.needsPassphrase) open();
  }, []);

  if (!link.needsPassphrase) {
    return state.status === "failed" ? (
      <ErrorNotice error={state.error} onRetry={open} />
    ) : (
      <Skeleton label="Opening what was lent to you" lines={4} />
    );
  }
  const isOpening = state.status === "opening";
  const isWrong = state.status === "failed" && hasCode(state.error, "sharing/wrong-passphrase");
  const wrong = copyOfCode("sharing/wrong-passphrase");
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (passphrase !== "") open();
  };
  return (
    <form onSubmit={submit} noValidate className="space-y-5">
      <p>
        It is protected by a passphrase, which you got from the person who sent you the link. It is
        open until {formatMoment(sliceStart(lease.expiresAt))}.
      </p>
      <PassphraseInput
        label="Passphrase"
        hint="It stays in this page."
        error={isWrong && `${wrong.title}. ${wrong.help}`}
        autoComplete="current-password"
        disabled={isOpening}
        value={passphrase}
        onChange={setPassphrase}
      />
      {isOpening && (
        <div role="status">
          <p className="mb-1.5 text-muted text-small">Making a key from the passphrase…</p>
          <ProgressBar label="Key" done={state.share} total={1} />
        </div>
      )}
      {state.status === "failed" && !isWrong && <ErrorNotice error={state.error} onRetry={open} />}
      {!isOpening && (
        <Button type="submit" variant="primary" icon={LockOpen} disabled={passphrase === ""}>
          Open
        </Button>
      )}
    </form>
  );
}
