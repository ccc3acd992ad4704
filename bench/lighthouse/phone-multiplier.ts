/**
 * The multiplier by which a machine with this `benchmarkIndex` plays a mid-tier phone: that of its class
 * in "Calibrating the CPU slowdown", docs/throttling.md of GoogleChrome/lighthouse. Lighthouse's own
 * constant, 4, is that of a high-end desktop (1500 to 2000).
 */
export function phoneMultiplier(benchmarkIndex: number): number {
  if (benchmarkIndex >= 1500) return 4;
  return benchmarkIndex >= 800 ? 2 : 1; // a low-end desktop, or a high-end phone; a mid-tier phone
}
