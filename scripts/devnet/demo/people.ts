/**
 * The demo's roles and the devnet accounts that play them. Their keys are the well-known ones of
 * Hardhat's default mnemonic: everybody has them, so they are worth nothing anywhere else.
 */
export const PEOPLE = [
  { name: "Patient", index: 0 },
  { name: "Specialist", index: 1 },
  { name: "Laboratory", index: 2 },
  { name: "Supplier", index: 3 },
  { name: "Auditor", index: 4 },
  { name: "Newcomer", index: 5 },
] as const;

export type PersonName = (typeof PEOPLE)[number]["name"];
