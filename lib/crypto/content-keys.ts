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

/** Greatest number of a stream that holds files. */
export const MAX_STREAM = BODY - 1;

/** A stream of an earlier entry of the same section: that entry's id, its number there, its key. */
export type LentStream = { id: Uint8Array; number: number; key: Uint8Array };

/** A fresh id and content key for a new entry. */
export function newContent(random: Random = platformRandom): Content {
  return { id: random(SECRET_SIZE), contentKey: random(SECRET_SIZE) };
}

/** The stream key of an entry's body (protocol §7). */
export function bodyStreamKey(content: Content, place: ContentPlace): StreamKey {
  const key = hkdf({ ikm: checked(content), salt: content.id, info: [TAGS.body] });
  return { key, associatedData: streamContext(content, { ...place, number: BODY }) };
}

/** The stream key of a stream of files, by its number in the body's list (from 0). */
export function fileStreamKey(
  content: Content,
  place: ContentPlace & { number: number },
): StreamKey {
  const number = uintBytes(requireUint(place.number, MAX_STREAM, "stream number"), 4);
  const key = hkdf({ ikm: checked(content), salt: content.id, info: [TAGS.file, number] });
  return { key, associatedData: streamContext(content, place) };
}

/** The stream key of a stream that another entry of the section has made (protocol §7). */
export function lentStreamKey({ key, ...of }: LentStream, place: ContentPlace): StreamKey {
  requireLength(key, SECRET_SIZE, "stream key");
  requireLength(of.id, SECRET_SIZE, "entry id");
  const number = requireUint(of.number, MAX_STREAM, "stream number");
  return { key, associatedData: streamContext(of, { ...place, number }) };
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

function streamContext(
  { id }: Pick<Content, "id">,
  place: ContentPlace & { number: number },
): Uint8Array {
  return concatBytes(
    TAGS.stream,
    requireLength(place.record, SECRET_SIZE, "record id"),
    uintBytes(requireUint(place.section, SECTION_LIMIT - 1, "section"), 1),
    id,
    uintBytes(place.number, 4),
  );
}
