import { hasCode } from "../../error.ts";
import type { LedgerCall } from "../../ledger/call.ts";
import { grant } from "../../ledger/calls.ts";
import type { RootedLease } from "../../ledger/membership.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import { firstEpochOf } from "../leases/continued.ts";
import { prepareRoot } from "../leases/grant-root.ts";
import { rememberHandOut } from "../leases/handed-out.ts";
import { takeLeaves } from "../leases/leaf-numbers.ts";
import type { Lease } from "../leases/lease.ts";
import type { Loan } from "../leases/loans.ts";
import { sealLoans } from "../leases/loans.ts";
import type { Watch } from "../progress.ts";
import { requireKeys } from "../published-key.ts";
import type { LoadedRotation } from "../records/key-epochs.ts";
import type { OwnedSecret } from "../records/record-secret.ts";
import type { Snapshot } from "../records/snapshot.ts";

/** A lease that is to be granted again after all were ended, and to which key. */
export interface Renewable {
  readonly lease: Lease;
  readonly publicKey: Uint8Array;
}

/**
 * Finds the keys of those whose leases are to be granted again. Leases of accounts without a key
 * that can be trusted are left out: they cannot be.
 *
 * @throws LedgerError
 */
export async function findRenewable(
  context: Context,
  leases: readonly Lease[],
  options: { signal?: AbortSignal | undefined } = {},
): Promise<Renewable[]> {
  const keys = new Map<string, Promise<Uint8Array | null>>();
  const keyOf = ({ grantee }: Lease) => {
    const key = keys.get(grantee) ?? keyIfAny(context, grantee, options);
    keys.set(grantee, key);
    return key;
  };
  const found: Renewable[] = [];
  for (const lease of leases) {
    const publicKey = await keyOf(lease);
    if (publicKey !== null) found.push({ lease, publicKey });
  }
  return found;
}

async function keyIfAny(
  context: Context,
  account: Lease["grantee"],
  options: { signal?: AbortSignal | undefined },
): Promise<Uint8Array | null> {
  try {
    const [publicKey] = await requireKeys(context, [account], options);
    return publicKey ?? null;
  } catch (error) {
    if (hasCode(error, "sharing/no-key") || hasCode(error, "sharing/key-forged")) return null;
    throw error;
  }
}

/**
 * Makes the calls that grant leases again on the terms they had: those under roots under one new
 * root, the others each by itself.
 *
 * @param of.snapshot the record before it
 * @param of.generation the record's then, as are `epoch`, `secret` and `rotations`
 * @throws StorageError; the signal's reason
 */
export async function grantAgain(
  context: Context,
  account: Account,
  of: {
    snapshot: Snapshot;
    renewable: readonly Renewable[];
    generation: number;
    epoch: number;
    secret: OwnedSecret;
    rotations: readonly LoadedRotation[];
  } & Watch,
): Promise<LedgerCall[]> {
  const { snapshot, renewable, generation, rotations, ...rest } = of;
  const { record } = snapshot.history;
  if (renewable.length === 0) return [];
  const { leases: all } = snapshot.history;
  const loans = renewable.map((it) => loanOf(it, { generation, leases: all }));
  const count = loans.length;
  const used = all.map(({ leaf }) => leaf);
  const leaves = await takeLeaves(context.memory, record, { count, used });
  const leases = await sealLoans(context, account, { record, loans, leaves, rotations, ...rest });
  const granted = leases.map((lease, i): RootedLease => {
    const { terms } = loans[i] as Loan;
    return { lease, terms };
  });
  const handedOut = granted.map(({ lease, terms }) => ({ ...lease, terms }));
  await rememberHandOut(context.memory, snapshot, handedOut);
  const isRooted = (_: unknown, i: number) => renewable[i]?.lease.root !== null;
  const rotation = { epoch: of.epoch, digest: null };
  const calls = granted
    .filter((it, i) => !isRooted(it, i))
    .map((it) => grant(context.ledger, { record, ...it, rotation }));
  const rooted = granted.filter(isRooted);
  if (rooted.length === 0) return calls;
  const { signal } = of;
  const root = await prepareRoot(context, record, { rooted, generation, rotation, signal });
  return [...calls, root.call];
}

function loanOf(
  { lease, publicKey }: Renewable,
  { generation, leases }: { generation: number; leases: readonly Lease[] },
): Loan {
  const { grantee, sections, rights, notBefore, expiresAt, since } = lease;
  const terms = { sections, rights, notBefore, expiresAt, since, generation };
  return { grantee, terms, publicKey, fromEpoch: firstEpochOf(lease, leases) };
}
