import { connect } from "wagmi/actions";
import { AppError } from "./app-error.ts";
import { queryKeys } from "./query-keys.ts";
import type { World } from "./world.ts";

/**
 * Connects the wallet with an id, once those that were connected before have been asked: they may be
 * this one.
 *
 * @throws AppError `chain/unreachable` when it is a demo person's, and the devnet is away; what wagmi
 * throws
 */
export async function connectWallet({ wallets, queries }: World, id: string): Promise<void> {
  await settled(queries);
  const { connections, current } = wallets.state;
  if (current !== null && connections.get(current)?.connector.id === id) return;
  const connector = wallets.connectors.find((it) => it.id === id);
  if (connector === undefined) {
    throw new AppError("chain/unreachable", "The node does not answer.");
  }
  await connect(wallets, { connector });
}

function settled(queries: World["queries"]): Promise<void> {
  const isSettled = () => queries.getQueryData(queryKeys.settled) === true;
  if (isSettled()) return Promise.resolve();
  return new Promise((resolve) => {
    const end = queries.getQueryCache().subscribe(() => {
      if (!isSettled()) return;
      end();
      resolve();
    });
  });
}
