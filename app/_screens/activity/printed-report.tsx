"use client";

import { useEffect } from "react";
import { createPortal } from "react-dom";
import type { Address, Hex } from "viem";
import type { Activity, FileSignature } from "../../../lib/sharing/index.ts";
import { accountName } from "../../_hooks/use-names.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { activityText } from "../../_text/activity-text.ts";
import { count, formatMoment, formatMomentFull, timeZoneName } from "../../_text/format.ts";

interface PrintedReportProps {
  /** What it is about, in words. */
  title: string;
  activities: readonly Activity[];
  sectionOf: (section: number, record: Hex) => string;
  /** Of the data that was saved with it. */
  signature: FileSignature;
  /** Told once the browser has printed, or has not. */
  onDone: () => void;
}

/** What happened, as a page to print or to keep as a PDF, with the signature and how to check it. */
export function PrintedReport(props: PrintedReportProps) {
  const { title, activities, sectionOf, signature, onDone } = props;
  const { network, contacts } = useWorld();
  // Others read the page, too: nobody in it is "You".
  const nameOf = (address: Address) => contacts.nameOf(address) ?? accountName(network, address);
  useEffect(() => {
    addEventListener("afterprint", onDone, { once: true });
    window.print();
    return () => removeEventListener("afterprint", onDone);
  }, [onDone]);
  return createPortal(
    <article className="print-sheet print-report" aria-hidden>
      <h1>Activity of {title}</h1>
      <p>
        {count(activities.length, "event")} on the ledger {signature.ledger} of {network.name}{" "}
        (chain {signature.chainId}). Times are in {timeZoneName()}.
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">What happened</th>
            <th scope="col">Transaction</th>
          </tr>
        </thead>
        <tbody>
          {activities.map((it) => (
            <tr key={`${it.block}/${it.logIndex}`}>
              <td className="when">{formatMoment(it.time)}</td>
              <td>
                {activityText(it, { nameOf, sectionOf: (index) => sectionOf(index, it.record) })}
              </td>
              <td className="code">{it.transaction}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2>Signature</h2>
      <dl>
        <dt>Signed by</dt>
        <dd>{signature.signer}</dd>
        <dt>On</dt>
        <dd>{formatMomentFull(signature.signedAt)}</dd>
        <dt>Data that were signed</dt>
        <dd>{signature.name}</dd>
        <dt>SHA-256 of the data</dt>
        <dd>{signature.sha256}</dd>
        <dt>Signature</dt>
        <dd>{signature.signature}</dd>
      </dl>
      <h2>How to check it</h2>
      <p>
        Two files were saved with this page: {signature.name} and {signature.name}.signature.json.
        Open Leasehold, choose Activity and “Check a saved file”, and give it both. It says whether
        the data are unchanged and who vouches for them. The file&rsquo;s SHA-256 must be the one
        above. That the events happened, and that none is missing, the ledger itself tells: each
        transaction can be looked up there.
      </p>
    </article>,
    document.body,
  );
}
