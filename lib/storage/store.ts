import type { CID } from "multiformats/cid";
import type { Block } from "./block.ts";

export interface StoreOptions {
  /** Ends the operation with `storage/aborted`. */
  signal?: AbortSignal | undefined;
}

export interface PutOptions extends StoreOptions {
  /**
   * Called, before the put succeeds, by a store that will not look at the block's bytes again: whoever
   * made them may then free them. One that keeps them, or cannot tell, does not call it.
   */
  onSpent?: (() => void) | undefined;
}

/**
 * Somewhere that blocks can be read from.
 *
 * Every `get` checks the bytes against the CID before it returns them: whoever holds bytes from a
 * store need not check them again, and a store made of other stores does not either.
 *
 * A block is kept under its digest; the CID's codec plays no part in finding it.
 *
 * Every method throws `storage/unavailable` where the store cannot be asked, `storage/aborted` when
 * the signal fires and `storage/bad-cid` for a CID that is not of this system.
 */
export interface BlockSource {
  /** For people and for health reports: a host name, or what the store is. */
  readonly name: string;
  /**
   * The block's bytes, checked. The caller owns them.
   *
   * @throws `storage/not-found`; `storage/wrong-block` if the store gave other bytes.
   */
  get(cid: CID, options?: StoreOptions): Promise<Uint8Array>;
  /** Whether the store holds the block. It reads no bytes, so this is the store's word only. */
  has(cid: CID, options?: StoreOptions): Promise<boolean>;
  /** Asks whether it answers as such a store does, by something that costs it little. */
  check?(options?: StoreOptions): Promise<void>;
}

/** A source that also takes blocks. Putting a block that is there already is fine. */
export interface BlockStore extends BlockSource {
  /**
   * Keeps the block; done when the store says that it is kept.
   *
   * @throws `storage/full` if there is no room.
   */
  put(block: Block, options?: PutOptions): Promise<void>;
  /** Many blocks in fewer round trips. All or an error: then some may have been kept. */
  putMany?(blocks: Iterable<Block>, options?: StoreOptions): Promise<void>;
}

/** A store that can be tidied: its owner removes what nothing refers to any more. */
export interface ManagedStore extends BlockStore {
  /** Removes the block; removing one that is not there is fine. */
  delete(cid: CID, options?: StoreOptions): Promise<void>;
  /** One CID for each block held, always with the raw codec, in no particular order. */
  list(options?: StoreOptions): AsyncIterable<CID>;
  /** Bytes held, and the most that the store will hold where it knows. */
  usage(options?: StoreOptions): Promise<{ used: number; capacity: number | undefined }>;
  /** A block's bytes, counted without reading them. @throws `storage/not-found` */
  sizeOf?(cid: CID, options?: StoreOptions): Promise<number>;
}

/** Whether blocks can be removed from a store again. */
export function canDelete(store: BlockStore): store is BlockStore & Pick<ManagedStore, "delete"> {
  return "delete" in store;
}
