import { Notice } from "../../_components/notice.tsx";

/** Says that a file is not what its type says, and what to do with it. */
export function ViewProblem({ what }: { what: string }) {
  return (
    <Notice tone="time" role="alert" title={`This cannot be shown as ${what}`}>
      <p>
        The file came as its author published it, but it is damaged or of another kind. Download it
        and try another program.
      </p>
    </Notice>
  );
}
