import type { World } from "./world.ts";
import { ethers } from "./world.ts";

/** One rooted lease, as it stands in a tree. */
export interface RootedLease {
  account: string;
  lease: bigint;
  envelope: string;
}

export interface LeaseTree {
  root: string;
  /** What the holder of the lease with that number in the list shows. */
  membershipOf: (index: number) => [string, bigint, string, string[]];
}

/** A Merkle tree of leases, pairs hashed in ascending order; an odd node goes up as it is. */
export function treeOf({ record }: Pick<World, "record">, leases: RootedLease[]): LeaseTree {
  const levels = [leases.map((lease) => leafOf(record, lease))];
  while (levels.at(-1)!.length > 1) {
    const below = levels.at(-1)!;
    const above: string[] = [];
    for (let i = 0; i < below.length; i += 2) {
      above.push(i + 1 < below.length ? hashPair(below[i]!, below[i + 1]!) : below[i]!);
    }
    levels.push(above);
  }
  return {
    root: levels.at(-1)![0]!,
    membershipOf: (index) => {
      const { account, lease, envelope } = leases[index]!;
      const proof = levels
        .slice(0, -1)
        .flatMap((level, depth) => level[(index >> depth) ^ 1] ?? []);
      return [account, lease, envelope, proof];
    },
  };
}

export function leafOf(record: string, { account, lease, envelope }: RootedLease): string {
  const types = ["bytes32", "address", "uint256", "bytes32"];
  const values = [record, account, lease, envelope];
  const inner = ethers.AbiCoder.defaultAbiCoder().encode(types, values);
  return ethers.keccak256(ethers.keccak256(inner));
}

function hashPair(one: string, other: string): string {
  return ethers.keccak256(one < other ? ethers.concat([one, other]) : ethers.concat([other, one]));
}
