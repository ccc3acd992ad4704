import type { Address, Hex } from "viem";
import { numberToHex } from "viem";
import type { Ask } from "./create-x.ts";

export interface FirstBlock {
  number: number;
  hash: Hex;
}

/** The block in which a contract came to be, by bisection. The node must remember the state back to it. */
export async function firstBlockWith(ask: Ask, address: Address): Promise<FirstBlock> {
  let low = 0;
  let high = Number(await ask<Hex>("eth_blockNumber"));
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const code = await ask<Hex>("eth_getCode", [address, numberToHex(middle)]);
    if (code === "0x") low = middle + 1;
    else high = middle;
  }
  return { number: low, hash: await blockHash(ask, low) };
}

export async function blockHash(ask: Ask, number: number): Promise<Hex> {
  const block = await ask<{ hash: Hex }>("eth_getBlockByNumber", [numberToHex(number), false]);
  return block.hash;
}
