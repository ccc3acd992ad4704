"use client";

import type { SubmitEvent } from "react";
import { useState } from "react";
import { Button } from "../../_components/button.tsx";
import { Field } from "../../_components/field.tsx";
import { Panel } from "../../_components/panel.tsx";
import { chooseEnsNode, isNodeUrl } from "../../_config/ens.ts";
import { useEnsNode } from "../../_hooks/use-ens.ts";
import { useToast } from "../../_hooks/use-toast.ts";

/** Turns looking up ENS names on and off. */
export function EnsPanel() {
  const node = useEnsNode();
  const toast = useToast();
  const [typed, setTyped] = useState(node ?? "");
  const [isChecked, setChecked] = useState(false);
  const isWrong = !isNodeUrl(typed.trim());
  const save = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setChecked(true);
    if (isWrong) return;
    chooseEnsNode(typed.trim());
    toast("Names are looked up at this node from now on.");
  };
  const stop = () => {
    chooseEnsNode(null);
    setTyped("");
    setChecked(false);
    toast("No names are looked up any more.");
  };
  return (
    <Panel title="ENS names" note={node === null ? "Off: nobody is asked" : "On"}>
      <form onSubmit={save} noValidate className="space-y-3">
        <Field
          label="Ethereum node"
          hint="Of your own or one you trust: it learns which names you look up."
          error={isChecked && isWrong && "Enter an address that begins with https://."}
        >
          {(control) => (
            <input
              {...control}
              className="control font-mono text-small!"
              inputMode="url"
              placeholder="https://…"
              spellCheck={false}
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" size="small" disabled={typed.trim() === (node ?? "")}>
            {node === null ? "Turn on" : "Change"}
          </Button>
          {node !== null && (
            <Button size="small" onClick={stop}>
              Turn off
            </Button>
          )}
        </div>
      </form>
    </Panel>
  );
}
