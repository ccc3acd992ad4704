/** What lending will do, in a sentence or two, and what its end can and cannot do. */
export function LendSummary({ sentence }: { sentence: string | null }) {
  return (
    <div className="rounded-card bg-sunken px-4 py-3.5">
      <p role="status" aria-label="What will happen">
        {sentence ?? "Choose whom to lend to, sections and a time to see what will happen."}
      </p>
      <details className="mt-2 text-muted text-small">
        <summary className="w-fit rounded-control font-semibold">
          What the end does, and what it cannot do
        </summary>
        <p className="mt-1.5">
          When the lease ends, this app closes what was lent, and the keys for anything published
          later never reach whoever had it: that part needs nobody&rsquo;s good will. You can end it
          sooner, and the keys change at once. What nobody can do is take back what was opened or
          copied while the lease ran.
        </p>
      </details>
    </div>
  );
}
