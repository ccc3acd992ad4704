/** Middle, least and greatest of some figures. */
export interface Summary {
  median: number;
  least: number;
  greatest: number;
}

/** @throws RangeError for no values */
export function summarize(values: readonly number[]): Summary {
  const ascending = [...values].sort((a, b) => a - b);
  const [least, greatest] = [ascending[0], ascending.at(-1)];
  if (least === undefined || greatest === undefined) throw new RangeError("nothing was measured");
  return { median: median(ascending), least, greatest };
}

/** The ratios of figures that were measured in pairs, one after the other. */
export function summarizeRatios(values: readonly number[], to: readonly number[]): Summary {
  return summarize(values.map((value, i) => value / (to[i] ?? Number.NaN)));
}

/** With three significant digits, which is all that these measurements are good for. */
export function roundedSummary({ median, least, greatest }: Summary): Summary {
  return { median: rounded(median), least: rounded(least), greatest: rounded(greatest) };
}

/** A figure with three significant digits. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

function median(ascending: readonly number[]): number {
  const middle = ascending.length / 2;
  const upper = ascending[Math.floor(middle)] ?? Number.NaN;
  const lower = ascending[Math.ceil(middle) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}
