/** What this browser keeps about reminders: whether they are wanted, and which were given. */
const WANTED = "leasehold.reminders";
const GIVEN = "leasehold.reminded";

/** As many of those that were given are kept. */
const KEPT = 200;

export type Permission = "unsupported" | "off" | "on" | "denied";

/** Whether the person wants reminders as notifications, and the browser lets them be shown. */
export function reminderPermission(): Permission {
  if (!("Notification" in globalThis)) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  const isWanted = localStorage.getItem(WANTED) === "yes";
  return isWanted && Notification.permission === "granted" ? "on" : "off";
}

/** Turns them on, asking the browser's leave where it has not been given; only upon a click. */
export async function allowReminders(): Promise<Permission> {
  if (!("Notification" in globalThis)) return "unsupported";
  const answer = await Notification.requestPermission();
  if (answer === "granted") localStorage.setItem(WANTED, "yes");
  announce();
  return reminderPermission();
}

export function stopReminders(): void {
  localStorage.removeItem(WANTED);
  announce();
}

const listeners = new Set<() => void>();

/** Calls when reminders are turned on or off in this page. */
export function watchReminders(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function announce(): void {
  for (const listener of listeners) listener();
}

/**
 * Shows a reminder once. What it says appears outside of the page, so it names no record and nobody.
 * Where a page may not show notifications by itself (phones), the site's worker does, if there is one.
 */
export function remind(id: string, text: string): void {
  const given = readGiven();
  if (given.includes(id)) return;
  localStorage.setItem(GIVEN, JSON.stringify([...given, id].slice(-KEPT)));
  try {
    new Notification("Leasehold", { body: text, tag: id });
  } catch {
    remindByWorker(id, text).catch(() => undefined); // it also shows on the home screen
  }
}

async function remindByWorker(id: string, text: string): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  await registration?.showNotification("Leasehold", { body: text, tag: id });
}

function readGiven(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(GIVEN) ?? "[]");
    return Array.isArray(kept) ? kept.filter((it) => typeof it === "string") : [];
  } catch {
    return [];
  }
}
