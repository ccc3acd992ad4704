"use client";

import type { Address } from "viem";
import { AddressInput } from "../../_components/address-input.tsx";
import { Avatar } from "../../_components/avatar.tsx";
import { Field } from "../../_components/field.tsx";
import { Fingerprint } from "../../_components/fingerprint.tsx";
import { isSameAddress, useContacts } from "../../_hooks/use-names.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { shortAddress } from "../../_text/format.ts";
import { NoKey } from "./no-key.tsx";
import { SaveContact } from "./save-contact.tsx";
import type { Grantee } from "./use-grantee.ts";

/** As many people are offered below the field. */
const OFFERED = 6;

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
  /** Lends by a link instead. */
  onLink?: () => void;
}

/** Somebody by address, by name, or by the code that they show. */
export function GranteeField(props: GranteeFieldProps) {
  const { value, grantee, owner, isChecked, isOptional = false, disabled } = props;
  const { onChange, onLeave, onLink } = props;
  const choose = (address: Address) => {
    onChange(address);
    onLeave();
  };
  const problem =
    grantee.status === "wrong" && isChecked
      ? grantee.problem
      : grantee.status === "none" && isChecked && !isOptional && "Enter the address of a person.";
  return (
    <div>
      <Field label="Person" hint="An address, a contact's name or an ENS name." error={problem}>
        {(control) => (
          <AddressInput
            {...control}
            disabled={disabled}
            value={value}
            onChange={onChange}
            onBlur={() => value.trim() !== "" && onLeave()}
            onScan={choose}
          />
        )}
      </Field>
      <Known {...{ value, owner, disabled }} onChoose={choose} />
      <div role="status" className="mt-2 text-small empty:hidden">
        {grantee.status === "checking" && <span className="text-muted">Looking for the key…</span>}
        {grantee.status === "ready" && <Found grantee={grantee} />}
        {grantee.status === "no-key" && <NoKey address={grantee.address} onLink={onLink} />}
      </div>
      {/* As high as what will stand here, so that nothing moves away from under a pointer. */}
      {grantee.status === "checking" && <div className="mt-1 h-8 max-sm:h-14" />}
      {grantee.status === "ready" && !disabled && (
        <SaveContact address={grantee.address} proposed={grantee.name ?? ""} />
      )}
    </div>
  );
}

/** Who it is that was found: for a name its address, and the key's fingerprint. */
function Found({ grantee }: { grantee: Extract<Grantee, { status: "ready" }> }) {
  const { address, name, publishedKey } = grantee;
  return (
    <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
      {name !== null && (
        <span className="basis-full break-all">
          <span className="font-semibold">{name}</span> is{" "}
          <span className="font-mono">{address}</span>
        </span>
      )}
      <span className="text-accent">Has published a key.</span>
      <span className="text-muted">Fingerprint</span>
      <Fingerprint value={publishedKey.fingerprint} />
      {publishedKey.attestedBy === "chain" && (
        <span className="block text-time">
          This is a smart account: only the network&rsquo;s nodes say that the key is theirs.
          Compare the fingerprint with them.
        </span>
      )}
    </span>
  );
}

interface KnownProps {
  value: string;
  owner: Address;
  disabled: boolean;
  onChoose: (address: Address) => void;
}

/** Contacts that fit what was typed, and on a devnet the demo people. */
function Known({ value, owner, disabled, onChoose }: KnownProps) {
  const { network } = useWorld();
  const contacts = useContacts();
  const typed = value.trim().toLowerCase();
  const isName = typed !== "" && !typed.startsWith("0x");
  const demo = network.demo?.accounts ?? [];
  const all = [
    ...contacts,
    ...demo.filter((it) => !contacts.some((known) => isSameAddress(known.address, it.address))),
  ].filter((it) => !isSameAddress(it.address, owner));
  const fitting = isName ? all.filter((it) => it.name.toLowerCase().includes(typed)) : all;
  const people = fitting.slice(0, OFFERED);
  if (people.length === 0) return null;
  return (
    <fieldset className="mt-2 flex flex-wrap gap-2" disabled={disabled}>
      <legend className="sr-only">People you know</legend>
      {people.map(({ name, address }) => (
        <button
          key={address}
          type="button"
          title={address}
          aria-pressed={isSameAddress(value, address)}
          onClick={() => onChoose(address)}
          className="wrap-anywhere flex max-w-full items-center gap-2 rounded-pill border border-line py-1 pr-3 pl-1.5 text-small hover:bg-sunken aria-pressed:border-accent aria-pressed:bg-accent-soft"
        >
          <Avatar address={address} size={22} />
          {name}
          <span className="sr-only">, {shortAddress(address)}</span>
        </button>
      ))}
      {fitting.length > OFFERED && (
        <span className="self-center text-muted text-small">
          and {fitting.length - OFFERED} more: type a name
        </span>
      )}
    </fieldset>
  );
}
