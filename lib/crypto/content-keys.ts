import { concatBytes, uintBytes } from "../bytes.ts";
import { requireLength, requireUint } from "./argument.ts";
import { hkdf, hmac } from "./kdf.ts";
import { SECRET_SIZE, SECTION_LIMIT } from "./limits.ts";
import type { Random } from "./random.ts";
import { platformRandom } from "./random.ts";
import { TAGS } from "./tags.ts";

/** An entry's content: its id and its key, 32 random bytes each, kept when it is sealed again. */
export type Content = { id: Uint8Array; contentKey: Uint8Array };

/** Where an entry belongs, as far as its streams are bound to it. */
export type ContentPlace = { record: Uint8Array; section: number };

/** The key (32 bytes) and associated data of an encrypted stream. */
export type StreamKey = { key: Uint8Array; associatedData: Uint8Array };

/** The number that stands for the body among an entry's streams. */
const BODY = 2 ** 32 - 1;

/** A fresh id and content key for a new entry. */
export function newContent(random: Random = platformRandom): Content {
  return { id: random(SECRET_SIZE), contentKey: random(SECRET_SIZE) };
}

/** The stream key of an entry's body (protocol §7). */
export function bodyStreamKey(content: Content, place: ContentPlace): StreamKey {
  const key = hkdf({ ikm: checked(content), salt: content.id, info: [TAGS.body] });
  return { key, associatedData: streamContext(content, { ...place, number: BODY }) };
}

/** The stream key of an entry's file, by its number in the body's list (from 0). */
export function fileStreamKey(
  content: Content,
  place: ContentPlace & { number: number },
): StreamKey {
  const number = uintBytes(requireUint(place.number, BODY - 1, "file number"), 4);
  const key = hkdf({ ikm: checked(content), salt: content.id, info: [TAGS.file, number] });
  return { key, associatedData: streamContext(content, place) };
}

/** The value by which an entry commits to its content key (protocol §6). */
export function contentCommitment(content: Content, record: Uint8Array): Uint8Array {
  requireLength(record, SECRET_SIZE, "record id");
  return hmac(checked(content), [TAGS.contentCommitment, record, content.id]);
}

function checked({ id, contentKey }: Content): Uint8Array {
  requireLength(id, SECRET_SIZE, "entry id");
  return requireLength(contentKey, SECRET_SIZE, "content key");
}

function streamContext(content: Content, place: ContentPlace & { number: number }): Uint8Array {
  return concatBytes(
    TAGS.stream,
    requireLength(place.record, SECRET_SIZE, "record id"),
    uintBytes(requireUint(place.section, SECTION_LIMIT - 1, "section"), 1),
    content.id,
    uintBytes(place.number, 4),
  );
}
