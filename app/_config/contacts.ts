import type { Address } from "viem";
import { getAddress, isAddress } from "viem/utils";
import * as z from "zod/mini";
import { AppError } from "./app-error.ts";

/** Somebody whom this browser knows by a name. */
export interface Contact {
  name: string;
  address: Address;
}

/** Names of accounts, kept in this browser and nowhere else. */
export interface Contacts {
  /** By name; the same array until something changes. */
  list: () => readonly Contact[];
  /** What an account is called; undefined where it is none of them. */
  nameOf: (address: Address) => string | undefined;
  subscribe: (listener: () => void) => () => void;
  /** Adds somebody, or changes the name of an account that is there already. */
  put: (contact: Contact) => void;
  remove: (address: Address) => void;
  /** Adds all of them; who is there already gets the new name. */
  merge: (contacts: readonly Contact[]) => void;
}

const KEPT = "leasehold.contacts";
const FORMAT = "leasehold-contacts-1";

/** A name's length at most, in UTF-16 units, and how many contacts are kept. */
const LONGEST = 60;
const MOST = 5_000;

/** What would make a name look like another: control characters, and those that turn its direction. */
const DECEPTIVE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A name as it is kept: without deceptive characters, cut to length; empty if nothing is left. */
export function cleanName(typed: string): string {
  return typed.replace(DECEPTIVE, "").replace(/\s+/g, " ").trim().slice(0, LONGEST).trim();
}

const Entry = z.strictObject({
  name: z.string().check(z.minLength(1), z.maxLength(4 * LONGEST)),
  address: z.string().check(z.refine((it) => isAddress(it))),
});
const ContactsFile = z.strictObject({
  format: z.literal(FORMAT),
  contacts: z.array(Entry).check(z.maxLength(MOST)),
});

/**
 * Reads a file of contacts.
 *
 * @throws AppError `contacts/malformed` when it is no such file, or damaged
 */
export function parseContacts(text: string): Contact[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw malformed(cause);
  }
  const { data, error } = ContactsFile.safeParse(json);
  if (data === undefined) throw malformed(error);
  const contacts = data.contacts.map((it) => ({
    name: cleanName(it.name),
    address: getAddress(it.address),
  }));
  if (contacts.some(({ name }) => name === "")) throw malformed();
  return contacts;
}

function malformed(cause?: unknown): AppError {
  return new AppError("contacts/malformed", "This is no file of contacts.", { cause });
}

/** The file that `parseContacts` reads. */
export function encodeContacts(contacts: readonly Contact[]): string {
  return `${JSON.stringify({ format: FORMAT, contacts }, null, 2)}\n`;
}

/** The contacts of this browser. What is kept there and cannot be read counts as none. */
export function createContacts(storage: Pick<Storage, "getItem" | "setItem">): Contacts {
  const listeners = new Set<() => void>();
  let list = read(storage);
  let names = namesOf(list);
  const keep = (contacts: readonly Contact[]) => {
    const known = new Map(contacts.map((it) => [it.address, it]));
    list = [...known.values()]
      .slice(0, MOST)
      .sort((a, b) => a.name.localeCompare(b.name) || a.address.localeCompare(b.address));
    names = namesOf(list);
    storage.setItem(KEPT, encodeContacts(list));
    for (const listener of listeners) listener();
  };
  const merge = (contacts: readonly Contact[]) =>
    keep([
      ...list,
      ...contacts
        .map(({ name, address }) => ({ name: cleanName(name), address: getAddress(address) }))
        .filter(({ name }) => name !== ""),
    ]);
  return {
    list: () => list,
    nameOf: (address) => names.get(address.toLowerCase()),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    put: (contact) => merge([contact]),
    remove: (address) => keep(list.filter((it) => it.address !== getAddress(address))),
    merge,
  };
}

function namesOf(contacts: readonly Contact[]): ReadonlyMap<string, string> {
  return new Map(contacts.map(({ address, name }) => [address.toLowerCase(), name]));
}

function read(storage: Pick<Storage, "getItem">): readonly Contact[] {
  try {
    return parseContacts(storage.getItem(KEPT) ?? "");
  } catch {
    return [];
  }
}
