import { treeOf } from "./merkle.ts";
import type { LeaseFields } from "./words.ts";
import { READ_WRITE, ZERO } from "./words.ts";
import type { World } from "./world.ts";
import { id, leaseNow } from "./world.ts";

export const LIST = id("list");
/** A tree of five leases: ann's is the second, bob's the fifth, which has the shortest proof. */
export async function plant(world: World, fields: Partial<LeaseFields> = {}) {
  const accounts = [world.stranger, world.ann, world.carrier, world.stranger, world.bob];
  const leases = await Promise.all(
    accounts.map(async ({ address }, i) => ({
      account: address,
      lease: await leaseNow({
        leaf: 255n + BigInt(i),
        rights: READ_WRITE,
        sections: 1n | (1n << 127n),
        ...fields,
      }),
      envelope: id(`envelope ${i}`),
    })),
  );
  return treeOf(world, leases);
}

export const grantRoot = (
  world: World,
  root: string,
  { from = world.owner, generation = 0n, epoch = 0n, rotation = ZERO } = {},
) => world.send(from, "grantRoot", world.record, root, LIST, generation, epoch, rotation);

export async function lendRooted(world: World, fields: Partial<LeaseFields> = {}) {
  const tree = await plant(world, fields);
  await grantRoot(world, tree.root);
  return tree;
}

export type Membership = [account: string, lease: bigint, envelope: string, proof: string[]];

export const reaches = (world: World, membership: Membership, section = 0, rights = 1) =>
  world.view<boolean>("hasAccessByProof", world.record, section, rights, membership);
