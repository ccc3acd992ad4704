"use client";

import { CalendarClock, KeyRound, Upload } from "lucide-react";
import { Suspense } from "react";
import { WalletList } from "../../_components/wallet-list.tsx";
import { LeasePicture } from "./lease-picture.tsx";

const STEPS = [
  {
    icon: Upload,
    title: "Put files in",
    text: "They are encrypted on your device before they leave it, in sections that you name.",
  },
  {
    icon: CalendarClock,
    title: "Lend a section",
    text: "To one person, from one moment to another: an hour, a fortnight, until Friday at five.",
  },
  {
    icon: KeyRound,
    title: "It ends by itself",
    text: "The keys stop coming. No server to trust, no switch to forget, and you can end it sooner.",
  },
] as const;

/** What Leasehold is, in one screen, and the way in. */
export function Welcome() {
  return (
    <div className="space-y-12">
      <div className="grid items-start gap-10 lg:grid-cols-[1.15fr_0.85fr] lg:gap-16">
        <div>
          <h1 className="max-w-xl text-display">
            Lend your data for exactly as long as you mean to.
          </h1>
          <p className="mt-5 max-w-lg text-lead text-muted">
            Share encrypted files with one person, for chosen parts, from one moment to another.
            When the lease ends, the keys stop coming.
          </p>
          <LeasePicture />
        </div>
        <section
          aria-labelledby="start"
          className="rounded-card border border-line bg-surface p-5 shadow-raised sm:p-6"
        >
          <h2 id="start" className="mb-4 text-heading">
            Start
          </h2>
          {/* A boundary, so that the browser may do something else before the list listens. */}
          <Suspense>
            <WalletList />
          </Suspense>
        </section>
      </div>
      <ol className="grid gap-x-10 gap-y-6 border-line border-t pt-8 sm:grid-cols-3">
        {STEPS.map(({ icon: Icon, title, text }) => (
          <li key={title}>
            <Icon size={22} className="text-accent" aria-hidden />
            <h2 className="mt-3 text-lead">{title}</h2>
            <p className="mt-1 text-muted">{text}</p>
          </li>
        ))}
      </ol>
      <p className="max-w-2xl border-time-mark border-l-3 pl-4 text-muted">
        <strong className="text-ink">What no system can do:</strong> take back what somebody has
        already decrypted. A lease decides what can be opened, and when; it cannot make people
        forget.
      </p>
    </div>
  );
}
