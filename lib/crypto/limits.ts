/** Sections of a record are numbered below this. */
export const SECTION_LIMIT = 128;

/** Greatest version of a record secret (u16). */
export const MAX_VERSION = 2 ** 16 - 1;

/** Greatest epoch of a record (u24). */
export const MAX_EPOCH = 2 ** 24 - 1;

/** Greatest generation of a record (u16). */
export const MAX_GENERATION = 2 ** 16 - 1;

/** Greatest leaf of the lease tree, and greatest index of one of its nodes (u32). */
export const MAX_LEAF = 2 ** 32 - 1;

/** Bytes of every symmetric secret, of a record id, of a nonce, of a salt. */
export const SECRET_SIZE = 32;

/** Bytes of an account's or contract's address. */
export const ADDRESS_SIZE = 20;

/** Bytes of an X-Wing public key. */
export const PUBLIC_KEY_SIZE = 1216;

/** Bytes that SEAL adds (the tag of AES-GCM). */
export const SEAL_OVERHEAD = 16;

/** Bytes that HPKE adds: the encapsulated key and the tag. */
export const HPKE_OVERHEAD = 1120 + 16;
