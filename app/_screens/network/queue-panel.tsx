"use client";

/** What waits to be sent from this device. */
export function QueuePanel() {
  return null;
}
