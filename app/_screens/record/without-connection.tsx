import { Notice } from "../../_components/notice.tsx";

interface WithoutConnectionProps {
  /** To how many people something is to be lent. */
  people: number;
  isLink: boolean;
}

/** What lending can be done while the chain cannot be reached, and what cannot. */
export function WithoutConnection({ people, isLink }: WithoutConnectionProps) {
  const isPossible = !isLink && people <= 1;
  return (
    <Notice tone="time" title="There is no connection">
      <p>
        {isPossible
          ? "Your wallet signs the lease, and it waits on this device with its keys. You send it when you are back online; if the record's leases or keys have changed by then, it has to be made again."
          : `${isLink ? "A link" : "A lease for several people"} can only be made with a connection. A lease for one person can be signed now, and sent when you are back online.`}
      </p>
    </Notice>
  );
}
