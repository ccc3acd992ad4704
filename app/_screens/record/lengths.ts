/** Usual lengths of a lease, in minutes. */
export const LENGTHS = { hour: 60, day: 24 * 60, fortnight: 14 * 24 * 60 } as const;

export type UsualLength = keyof typeof LENGTHS;
