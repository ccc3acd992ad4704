import { Ban, CircleSlash, Hourglass } from "lucide-react";
import type { ReactNode } from "react";
import type { Lease, LeaseState } from "../../../lib/sharing/index.ts";
import { Countdown } from "../../_components/countdown.tsx";
import { Empty } from "../../_components/empty.tsx";
import { copyOfCode } from "../../_text/errors.ts";

interface LentRefusalProps {
  lease: Lease;
  state: Exclude<LeaseState, "live">;
  /** What can be done once it is over. */
  children?: ReactNode;
}

const REFUSALS = {
  pending: { icon: Hourglass, code: "sharing/not-yet" },
  expired: { icon: Hourglass, code: "sharing/expired" },
  revoked: { icon: Ban, code: "sharing/revoked" },
  replaced: { icon: Ban, code: "sharing/revoked" },
  closed: { icon: CircleSlash, code: "sharing/closed" },
} as const;

/** Why a record that was lent cannot be opened now. */
export function LentRefusal({ lease, state, children }: LentRefusalProps) {
  const { icon, code } = REFUSALS[state];
  const { title, help } = copyOfCode(code);
  const action =
    state === "pending" ? (
      <span className="text-lead">
        <Countdown to={lease.notBefore} label="begins in" />
      </span>
    ) : (
      children
    );
  return (
    <Empty icon={icon} title={title} action={action}>
      {help}
    </Empty>
  );
}
