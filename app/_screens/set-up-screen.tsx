"use client";

import { Check, KeyRound, Upload } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../_components/button.tsx";
import { ButtonLink } from "../_components/button-link.tsx";
import { classNames } from "../_components/class-names.ts";
import { ErrorNotice } from "../_components/error-notice.tsx";
import { Fingerprint } from "../_components/fingerprint.tsx";
import { FlowStatus } from "../_components/flow-status.tsx";
import { Notice } from "../_components/notice.tsx";
import { PageHeader } from "../_components/page-header.tsx";
import { Ready } from "../_components/ready.tsx";
import { Skeleton } from "../_components/skeleton.tsx";
import { UnlockButton } from "../_components/unlock-button.tsx";
import { WalletList } from "../_components/wallet-list.tsx";
import { publishKeyFlow } from "../_flows/publish-key.ts";
import { useFlow } from "../_hooks/use-flow.ts";
import type { Session } from "../_hooks/use-session.ts";
import { useSession } from "../_hooks/use-session.ts";
import { useUnlock } from "../_hooks/use-unlock.ts";
import { useWorld } from "../_hooks/use-world.ts";

/** Makes the account's encryption key and publishes its public half. */
export function SetUpScreen() {
  return (
    <div className="mx-auto max-w-2xl">
      <PageHeader title="Set up your encryption key">
        <p>
          Your key opens what is yours and what others lend to you. It is made from a signature of
          your wallet, so there is nothing to write down: the same wallet makes the same key again,
          on any device.
        </p>
      </PageHeader>
      <Ready>
        <Steps />
      </Ready>
    </div>
  );
}

function Steps() {
  const session = useSession();
  const isConnected = session.status !== "disconnected" && session.status !== "starting";
  const hasKey = session.status === "not-set-up" && session.account !== null;
  const isDone = session.status === "locked" || session.status === "unlocked";
  if (session.status === "checking") return <Skeleton label="Looking for your key" />;
  if (session.status === "unknown") {
    return <ErrorNotice error={session.error} onRetry={session.retry} />;
  }
  return (
    <ol className="space-y-4">
      <Step number={1} title="Connect your wallet" state={isConnected ? "done" : "now"}>
        {isConnected ? null : <WalletList />}
      </Step>
      <Step
        number={2}
        title="Make the key"
        state={hasKey || isDone ? "done" : isConnected ? "now" : "later"}
      >
        {session.status === "not-set-up" && session.account === null && <MakeKey />}
      </Step>
      <Step
        number={3}
        title="Publish its public half"
        state={isDone ? "done" : hasKey ? "now" : "later"}
      >
        {session.status === "not-set-up" && session.account !== null && (
          <PublishKey publicKey={session.account.identity.publicKey} />
        )}
        {isDone && <Finished session={session} />}
      </Step>
    </ol>
  );
}

interface StepProps {
  number: number;
  title: string;
  state: "done" | "now" | "later";
  children: ReactNode;
}

function Step({ number, title, state, children }: StepProps) {
  return (
    <li
      aria-current={state === "now" ? "step" : undefined}
      className={classNames(
        "rounded-card border p-5",
        state === "later" ? "border-line border-dashed text-muted" : "border-line bg-surface",
        state === "now" && "shadow-raised",
      )}
    >
      <div className="flex items-center gap-3">
        <span
          className={classNames(
            "inline-flex size-8 shrink-0 items-center justify-center rounded-pill font-bold text-small",
            state === "done" && "bg-accent-soft text-accent",
            state === "now" && "bg-ink text-paper",
            state === "later" && "bg-sunken",
          )}
        >
          {state === "done" ? <Check size={18} aria-label="Done:" /> : number}
        </span>
        <h2 className="text-lead">{title}</h2>
      </div>
      {children !== null && children !== false && (
        <div className="mt-4 space-y-4 empty:hidden">{children}</div>
      )}
    </li>
  );
}

function MakeKey() {
  const unlock = useUnlock();
  return (
    <>
      <p>
        Your wallet will ask you to sign the same message <strong>twice</strong>. The two signatures
        are compared: only a wallet that signs alike every time can make the same key again. Nothing
        is sent, and nothing costs a fee.
      </p>
      <Notice tone="time" title="Keep this signature to yourself">
        <p>
          Any site that gets this signature gets your key, and with it everything you can read here.
          Sign this message only in an app that you trust, at an address that you know.
        </p>
      </Notice>
      {unlock.isError && <ErrorNotice error={unlock.error} />}
      <Button
        variant="primary"
        icon={KeyRound}
        busy={unlock.isPending}
        onClick={() => unlock.mutate()}
      >
        {unlock.isPending ? "Waiting for your wallet" : "Make my key"}
      </Button>
    </>
  );
}

function PublishKey({ publicKey }: { publicKey: Uint8Array }) {
  const { sharing } = useWorld();
  const running = useFlow(publishKeyFlow);
  const isRunning = running.run.status === "running";
  return (
    <>
      <p>
        Others need your public key to lend you anything. It goes on the ledger, signed by your
        account: one signature, then one transaction with a small network fee. The secret half stays
        here.
      </p>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-small">
        Your key&rsquo;s fingerprint: <Fingerprint value={sharing.readableFingerprint(publicKey)} />
      </p>
      <FlowStatus running={running} />
      {!isRunning && (
        <Button variant="primary" icon={Upload} onClick={() => running.start()}>
          Publish my key
        </Button>
      )}
    </>
  );
}

function Finished({ session }: { session: Extract<Session, { publishedKey: unknown }> }) {
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-small">
        Your key&rsquo;s fingerprint: <Fingerprint value={session.publishedKey.fingerprint} />
      </p>
      <p className="text-muted text-small">
        People who lend to you see this fingerprint. If it matters, compare it with them over the
        phone.
      </p>
      <div className="flex flex-wrap gap-2">
        {session.status === "locked" && <UnlockButton size="normal" />}
        <ButtonLink href="/new/" variant={session.status === "locked" ? "secondary" : "primary"}>
          Create a record
        </ButtonLink>
        <ButtonLink href="/lent/">See what was lent to me</ButtonLink>
      </div>
    </>
  );
}
