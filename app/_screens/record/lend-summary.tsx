import { EndNote } from "./lease-review.tsx";

/** What lending will do, in a sentence or two, and what its end can and cannot do. */
export function LendSummary({ sentence }: { sentence: string | null }) {
  return (
    <div className="rounded-card bg-sunken px-4 py-3.5">
      <p role="status" aria-label="What will happen">
        {sentence ?? "Choose whom to lend to, sections and a time to see what will happen."}
      </p>
      <div className="mt-3 border-line border-t pt-3 text-muted">
        <EndNote />
      </div>
    </div>
  );
}
