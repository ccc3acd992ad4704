"use client";

import { useQueries, useQuery } from "@tanstack/react-query";
import type { Address } from "viem";
import { isAddress } from "viem/utils";
import type { PublishedKey } from "../../../lib/sharing/index.ts";
import { Avatar } from "../../_components/avatar.tsx";
import { Field } from "../../_components/field.tsx";
import { Fingerprint } from "../../_components/fingerprint.tsx";
import { queryKeys } from "../../_config/query-keys.ts";
import { isSameAddress } from "../../_hooks/use-names.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { copyOf, copyOfCode } from "../../_text/errors.ts";

/** Who is to be lent to, and whether they can be. */
export type Grantee =
  | { status: "none" }
  | { status: "checking"; address: Address }
  | { status: "wrong"; problem: string }
  | { status: "ready"; address: Address; publishedKey: PublishedKey };

/** Checks what was typed: an address, not the owner's, with a published key. */
export function useGrantee(typed: string, owner: Address): Grantee {
  const { sharing, context } = useWorld();
  const text = typed.trim();
  const address = isAddress(text, { strict: false }) ? text : null;
  const isOwn = address !== null && isSameAddress(address, owner);
  const key = useQuery({
    queryKey: queryKeys.key(address ?? "0x"),
    queryFn: () => sharing.findKey(context, address as Address),
    enabled: address !== null && !isOwn,
  });
  if (text === "") return { status: "none" };
  if (address === null) return { status: "wrong", problem: "This is not a complete address." };
  if (!isAddress(text)) return { status: "wrong", problem: "This address has a typing mistake." };
  if (isOwn) return { status: "wrong", problem: "This is you: you can read everything already." };
  if (key.isPending) return { status: "checking", address };
  if (key.isError) return { status: "wrong", problem: copyOf(key.error).title };
  if (key.data === null) {
    const { title, help } = copyOfCode("sharing/no-key");
    return { status: "wrong", problem: `${title}. ${help}` };
  }
  return { status: "ready", address, publishedKey: key.data };
}

/**
 * Whether each of several accounts has a key: undefined until it is known. Above `limit` nothing is
 * asked: the library checks all of them before anything is sent.
 */
export function useHaveKeys(
  addresses: readonly Address[],
  { limit }: { limit: number },
): (boolean | undefined)[] {
  const { sharing, context } = useWorld();
  const keys = useQueries({
    queries: addresses.slice(0, limit).map((address) => ({
      queryKey: queryKeys.key(address),
      queryFn: () => sharing.findKey(context, address),
      enabled: addresses.length <= limit,
    })),
  });
  return addresses.map((_, i) => {
    const data = keys[i]?.data;
    return data === undefined ? undefined : data !== null;
  });
}

interface GranteeFieldProps {
  value: string;
  grantee: Grantee;
  owner: Address;
  /** Shows problems only once the person has left the field, or wants to go on. */
  isChecked: boolean;
  /** Somebody is chosen already, so it may stay empty. */
  isOptional?: boolean;
  disabled: boolean;
  onChange: (value: string) => void;
  onLeave: () => void;
}

/** The address field; on a devnet with the demo people to choose from. */
export function GranteeField(props: GranteeFieldProps) {
  const { value, grantee, owner, isChecked, isOptional = false, disabled } = props;
  const { onChange, onLeave } = props;
  const { network } = useWorld();
  const people = network.demo?.accounts.filter((it) => !isSameAddress(it.address, owner)) ?? [];
  const problem =
    grantee.status === "wrong" && isChecked
      ? grantee.problem
      : grantee.status === "none" && isChecked && !isOptional && "Enter the address of a person.";
  return (
    <div>
      <Field label="Person" hint="Their account's address: 0x and 40 digits." error={problem}>
        {(control) => (
          <input
            {...control}
            className="control font-mono text-small!"
            placeholder="0x…"
            spellCheck={false}
            autoComplete="off"
            disabled={disabled}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            onBlur={() => value.trim() !== "" && onLeave()}
          />
        )}
      </Field>
      {people.length > 0 && (
        <fieldset className="mt-2 flex flex-wrap gap-2" disabled={disabled}>
          <legend className="sr-only">Demo people</legend>
          {people.map(({ name, address }) => (
            <button
              key={address}
              type="button"
              aria-pressed={isSameAddress(value, address)}
              onClick={() => {
                onChange(address);
                onLeave();
              }}
              className="flex items-center gap-2 rounded-pill border border-line py-1 pr-3 pl-1.5 text-small hover:bg-sunken aria-pressed:border-accent aria-pressed:bg-accent-soft"
            >
              <Avatar address={address} size={22} />
              {name}
            </button>
          ))}
        </fieldset>
      )}
      <div role="status" className="mt-2 text-small empty:hidden">
        {grantee.status === "checking" && <span className="text-muted">Looking for the key…</span>}
        {grantee.status === "ready" && (
          <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <span className="text-accent">Has published a key.</span>
            <span className="text-muted">Fingerprint</span>
            <Fingerprint value={grantee.publishedKey.fingerprint} />
            {grantee.publishedKey.attestedBy === "chain" && (
              <span className="block text-time">
                This is a smart account: only the network&rsquo;s nodes say that the key is theirs.
                Compare the fingerprint with them.
              </span>
            )}
          </span>
        )}
      </div>
    </div>
  );
}
