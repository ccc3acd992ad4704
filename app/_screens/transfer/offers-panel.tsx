"use client";

import type { Address, Hex } from "viem";
import { Panel } from "../../_components/panel.tsx";
import { isSameAddress } from "../../_hooks/use-names.ts";
import { useOffers } from "../../_hooks/use-offers.ts";
import { OfferItem } from "./offer-item.tsx";

interface OffersPanelProps {
  account: Address;
  /** Only this one, also if it was passed over. */
  record?: Hex;
}

/** Records that somebody offers to the account; nothing at all where there are none. */
export function OffersPanel({ account, record }: OffersPanelProps) {
  const { data = [] } = useOffers(account);
  const offers = data.filter((it) =>
    record === undefined ? !it.declined : isSameAddress(it.record, record),
  );
  if (offers.length === 0) return null;
  return (
    <Panel
      title="Offered to you"
      note="Yours, if you take it over"
      className={record === undefined ? "" : "mb-6"}
    >
      <ul className="-my-4 divide-y divide-line">
        {offers.map((offer) => (
          <OfferItem key={offer.offeredIn.transaction} account={account} offer={offer} />
        ))}
      </ul>
    </Panel>
  );
}
