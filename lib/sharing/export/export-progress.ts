/**
 * How far an export has come. `total` is nearly right: small blocks are not counted before they
 * come. `missing` counts what no store gave and is therefore not in it.
 */
export type ExportProgress =
  | { step: "collect"; done: number; total: number }
  | { step: "write"; done: number; total: number; missing: number };
