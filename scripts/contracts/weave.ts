import type { Mutant, Site } from "./mutants.ts";

/** A mutant and the number under which the woven source knows it. */
export interface NumberedMutant extends Mutant {
  readonly number: number;
}

interface Insertion {
  at: number;
  text: string;
  /** Where several stand at one place: ends before beginnings; inner ends first, outer beginnings first. */
  order: number;
}

const FIRST_ADDRESS = 0x10000000;

/** Whoever gets the fees of a block switches on a mutant: a number that every function can see and no test looks at. */
export function switchOf(number: number): string {
  return `0x${(FIRST_ADDRESS + number).toString(16).padStart(40, "0")}`;
}

/**
 * A source with many mutants in it, each off until the block's coinbase is its switch: so that the compiler, which
 * takes much longer than the tests, runs once and not once for each.
 */
export function weave(source: Buffer, mutants: readonly NumberedMutant[]): string {
  const insertions: Insertion[] = [];
  for (const [, sites] of Map.groupBy(allSites(mutants), ({ site }) => keyOf(site))) {
    const { start, end, kind } = sites[0]!.site;
    const [before, after] = kind === "statement" ? around(sites) : choice(sites);
    insertions.push({ at: start, text: before, order: source.length - (end - start) });
    insertions.push({ at: end, text: after, order: end - start - source.length });
  }
  let woven = "";
  let from = 0;
  for (const { at, text } of insertions.toSorted((a, b) => a.at - b.at || a.order - b.order)) {
    woven += source.subarray(from, at).toString("utf8") + text;
    from = at;
  }
  // Nothing is pure that asks the block.
  return (woven + source.subarray(from).toString("utf8")).replace(/\bpure\b/g, "view");
}

interface Placed {
  number: number;
  site: Site;
}

function allSites(mutants: readonly NumberedMutant[]): Placed[] {
  return mutants.flatMap(({ number, sites }) => sites.map((site) => ({ number, site })));
}

const keyOf = ({ start, end, kind }: Site) => `${start}-${end}-${kind}`;

const isOn = (number: number) => `block.coinbase == address(${FIRST_ADDRESS + number})`;

function around(sites: readonly Placed[]): [before: string, after: string] {
  return [`{ if (!(${sites.map(({ number }) => isOn(number)).join(" || ")})) `, " }"];
}

function choice(sites: readonly Placed[]): [before: string, after: string] {
  const ways = sites.map(({ number, site }) =>
    site.kind === "expression" ? `${isOn(number)} ? ${site.text} : ` : "",
  );
  const { site } = sites[0]!;
  const type = site.kind === "expression" ? site.type : "";
  const [open, close] = type === "bytes32" ? ["bytes32(uint256(", "))"] : [`${type}(`, ")"];
  return [`${open}${ways.join("")}`, close];
}
