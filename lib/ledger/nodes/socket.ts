import type { Transport } from "viem";
import { createTransport, webSocket } from "viem";
import { LedgerError } from "../errors.ts";

export interface BlockListener {
  onBlock(block: bigint): void;
  /** The subscription has ended. */
  onError(error: unknown): void;
}

export interface Socket {
  readonly transport: Transport;
  /** Tells of each new block until the function that comes back is called. */
  subscribe(listener: BlockListener): Promise<() => void>;
}

/**
 * A node's WebSocket, opened when it is needed and anew after it broke. viem opens one again by
 * itself a few times only, and stays with the broken one after that.
 */
export function createSocket(url: string): Socket {
  const open = webSocket(url, { reconnect: false });
  type Connection = Awaited<
    ReturnType<NonNullable<ReturnType<typeof open>["value"]>["getRpcClient"]>
  >;
  let connection: Connection | undefined;

  async function using<T>(
    inner: ReturnType<typeof open>,
    step: (value: NonNullable<typeof inner.value>) => Promise<T>,
  ): Promise<T> {
    const { value } = inner;
    if (value === undefined) throw new LedgerError("chain/unreachable", "There is no socket.");
    connection = await value.getRpcClient();
    return step(value);
  }

  function close(): void {
    connection?.close();
    connection = undefined;
  }

  const isOpen = () => connection?.socket.readyState === 1;

  return {
    transport: ({ timeout }) => {
      const inner = open(timeout === undefined ? {} : { timeout });
      return createTransport({
        key: "socket",
        name: "Socket",
        type: "socket",
        retryCount: 0,
        async request(args: unknown) {
          try {
            return await using(inner, () => inner.request(args as never, { retryCount: 0 }));
          } catch (error) {
            if (!isOpen()) close();
            throw error;
          }
        },
      });
    },

    async subscribe({ onBlock, onError }) {
      let ended = false;
      const fail = (error: unknown) => {
        if (ended) return;
        ended = true;
        close();
        onError(error);
      };
      const { unsubscribe } = await using(open({}), (value) =>
        value.subscribe({
          params: ["newHeads"],
          onData: ({ result }) => {
            const block = numberOf(result);
            if (!ended && block !== null) onBlock(block);
          },
          onError: fail,
        }),
      );
      return () => {
        if (ended) return;
        ended = true;
        // The socket is for blocks above all: without a listener it need not stay open.
        if (isOpen()) unsubscribe().then(close, close);
        else close();
      };
    },
  };
}

/** The number in a header, as `eth_subscription` brings it. */
function numberOf(header: unknown): bigint | null {
  const { number } = (header ?? {}) as { number?: unknown };
  return typeof number === "string" && /^0x[0-9a-f]{1,16}$/i.test(number) ? BigInt(number) : null;
}
