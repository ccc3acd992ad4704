"use client";

import { Check, Upload } from "lucide-react";
import type { ReactNode } from "react";
import { useState } from "react";
import { AppLink } from "../_components/app-link.tsx";
import { Button } from "../_components/button.tsx";
import { ButtonLink } from "../_components/button-link.tsx";
import { classNames } from "../_components/class-names.ts";
import { ErrorNotice } from "../_components/error-notice.tsx";
import { Fingerprint } from "../_components/fingerprint.tsx";
import { FlowStatus } from "../_components/flow-status.tsx";
import { PageHeader } from "../_components/page-header.tsx";
import { Ready } from "../_components/ready.tsx";
import { LoadingScreen, Skeleton } from "../_components/skeleton.tsx";
import { UnlockButton } from "../_components/unlock-button.tsx";
import { WalletList } from "../_components/wallet-list.tsx";
import { publishKeyFlow } from "../_flows/publish-key.ts";
import { useFlow } from "../_hooks/use-flow.ts";
import { useLobby } from "../_hooks/use-lobby.ts";
import type { Session } from "../_hooks/use-session.ts";
import { useSession } from "../_hooks/use-session.ts";
import { useWorld } from "../_hooks/use-world.ts";
import { MakeKey } from "./keys/make-key.tsx";
import { RecoveryCode } from "./keys/recovery-code.tsx";

/** Makes the account's encryption key and publishes its public half. */
export function SetUpScreen() {
  const { presence } = useLobby();
  return (
    <div className="mx-auto max-w-2xl">
      <PageHeader title="Set up your encryption key">
        <p>
          Your key opens what is yours and what others lend to you. It is made again on any device
          from a signature of your wallet, and from a passphrase or a passkey if you want one.
        </p>
      </PageHeader>
      {presence === "unknown" && <LoadingScreen label="Looking for your wallet" />}
      {presence === "none" && <Steps session={{ status: "disconnected" }} />}
      {presence === "some" && (
        <Ready>
          <SessionSteps />
        </Ready>
      )}
    </div>
  );
}

function SessionSteps() {
  return <Steps session={useSession()} />;
}

/** Those before a wallet is connected need no library. */
function Steps({ session }: { session: Session }) {
  const [isKept, setKept] = useState(false);
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
        {isDone && <Published session={session} />}
      </Step>
      <Step
        number={4}
        title="Keep your recovery code"
        state={isKept ? "done" : isDone ? "now" : "later"}
      >
        {isDone && <KeepCode session={session} isKept={isKept} onKept={() => setKept(true)} />}
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

type SetUpSession = Extract<Session, { publishedKey: unknown }>;

function Published({ session }: { session: SetUpSession }) {
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-small">
        Your key&rsquo;s fingerprint: <Fingerprint value={session.publishedKey.fingerprint} />
      </p>
      <p className="text-muted text-small">
        People who lend to you see this fingerprint. If it matters, compare it with them over the
        phone.
      </p>
    </>
  );
}

interface KeepCodeProps {
  session: SetUpSession;
  isKept: boolean;
  onKept: () => void;
}

function KeepCode({ session, isKept, onKept }: KeepCodeProps) {
  const [isShown, setShown] = useState(false);
  return (
    <>
      {!isKept && (
        <p>
          If you lose your wallet, your passphrase or your passkey, this code still reads everything
          that is yours. Print it and keep it where you keep a passport: whoever finds it can read
          as well.
        </p>
      )}
      {session.status === "unlocked" && !isKept && (
        <RecoveryCode reader={session.account} onShown={() => setShown(true)} />
      )}
      {isShown && !isKept && (
        <Button variant="primary" icon={Check} onClick={onKept}>
          I have kept it
        </Button>
      )}
      {isKept && (
        <p className="text-muted text-small">
          You can see it again under{" "}
          <AppLink href="/keys/" className="underline">
            Your keys
          </AppLink>
          .
        </p>
      )}
      {!isKept && (
        <p className="text-muted text-small">
          You can go on without it and see it later under{" "}
          <AppLink href="/keys/" className="underline">
            Your keys
          </AppLink>
          . Until you have it, what you lose access to is lost.
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        {session.status === "locked" && <UnlockButton size="normal" />}
        <ButtonLink href="/new/" variant={isKept ? "primary" : "secondary"}>
          Create a record
        </ButtonLink>
        <ButtonLink href="/lent/">See what was lent to me</ButtonLink>
      </div>
    </>
  );
}
