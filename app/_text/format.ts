/** The app's words are English, so its dates are too; the time zone is the person's own. */
const LOCALE = "en-GB";

const CLOCK: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };

/** A moment in full: `21 Nov 2025, 17:00`. */
export function formatMoment(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toLocaleString(LOCALE, {
    day: "numeric",
    month: "short",
    year: "numeric",
    ...CLOCK,
  });
}

/** A moment with its weekday, where nothing may be mistaken: `Friday 21 November 2025, 17:00`. */
export function formatMomentFull(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toLocaleString(LOCALE, {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    ...CLOCK,
  });
}

/** A moment as people say it from `now`: `today 17:00`, `tomorrow 09:30`, `Friday 17:00`, `21 Nov 2025, 17:00`. */
export function formatNear(unixSeconds: number, now: number): string {
  const date = new Date(unixSeconds * 1000);
  const days = dayNumber(unixSeconds) - dayNumber(now);
  const clock = date.toLocaleTimeString(LOCALE, CLOCK);
  if (days === 0) return `today ${clock}`;
  if (days === 1) return `tomorrow ${clock}`;
  if (days === -1) return `yesterday ${clock}`;
  if (days > 1 && days < 7)
    return `${date.toLocaleDateString(LOCALE, { weekday: "long" })} ${clock}`;
  return formatMoment(unixSeconds);
}

/** The calendar day in the person's time zone, counted from 1970. */
function dayNumber(unixSeconds: number): number {
  const date = new Date(unixSeconds * 1000);
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
}

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** A length of time in its two largest units: `2 days 3 hours`, `4 minutes 10 seconds`. */
export function formatSpan(seconds: number): string {
  let rest = Math.max(0, Math.floor(seconds));
  const first = UNITS.findIndex(([, size]) => rest >= size);
  if (first < 0) return "0 seconds";
  const parts: string[] = [];
  for (const [name, size] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? "" : "s"}`);
  }
  return parts.join(" ");
}

/** The same for a running display, where width must not jump: `2 d 03 h`, `3 h 07 min`, `04:09`. */
export function formatCountdown(seconds: number): string {
  const left = Math.max(0, Math.floor(seconds));
  const two = (n: number) => String(n).padStart(2, "0");
  if (left >= 86_400)
    return `${Math.floor(left / 86_400)} d ${two(Math.floor(left / 3_600) % 24)} h`;
  if (left >= 3_600) return `${Math.floor(left / 3_600)} h ${two(Math.floor(left / 60) % 60)} min`;
  return `${two(Math.floor(left / 60))}:${two(left % 60)}`;
}

/** A size: `0 B`, `12.4 KB`, `3.1 MB`; decimal, as file managers show it. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** The person's time zone with its distance to UTC: `Europe/Berlin (GMT+1)`. */
export function timeZoneName(at = new Date()): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const offset = new Intl.DateTimeFormat(LOCALE, { timeZoneName: "shortOffset" })
    .formatToParts(at)
    .find((part) => part.type === "timeZoneName")?.value;
  return offset === undefined || offset === zone ? zone : `${zone} (${offset})`;
}

/** An address with its middle left out. */
export function shortAddress(address: string): string {
  return `${address.slice(0, 6)}…${address.slice(-4)}`;
}

/** `one file`, `3 files`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return n === 1 ? `1 ${one}` : `${n} ${many}`;
}

/** Names as a person lists them: `Summary`, `Summary and Scans`, `A, B and C`. */
export function listNames(names: readonly string[]): string {
  return new Intl.ListFormat(LOCALE, { type: "conjunction" }).format(names);
}

/** A whole number with its thousands apart: `61,240`. */
export function formatNumber(n: number | bigint): string {
  return n.toLocaleString(LOCALE);
}

const WEI_PER_ETHER = 10n ** 18n;

/** An amount of a chain's currency to three digits, always as wide: `0.0000710 ETH`, `1.25 ETH`. */
export function formatAmount(wei: bigint, symbol: string): string {
  const value = Number(wei) / Number(WEI_PER_ETHER);
  if (value > 0 && value < 1e-9) return `less than 0.000000001 ${symbol}`;
  const digits = value.toLocaleString(LOCALE, {
    minimumSignificantDigits: value === 0 ? 1 : 3,
    maximumSignificantDigits: 3,
    maximumFractionDigits: 12,
  });
  return `${digits} ${symbol}`;
}
