"use client";

import { useState } from "react";
import { useConnection } from "wagmi";
import { Button } from "../../_components/button.tsx";
import { Field } from "../../_components/field.tsx";
import { PageHeader } from "../../_components/page-header.tsx";
import { Panel } from "../../_components/panel.tsx";
import { Ready } from "../../_components/ready.tsx";
import { LoadingScreen } from "../../_components/skeleton.tsx";
import { useFragment } from "../../_hooks/use-signed.ts";
import { signedTextOf } from "../../_text/signed-text.ts";
import { OwnSigned } from "./own-signed.tsx";
import { SignedView } from "./signed-view.tsx";

/** Something that was signed and not sent: shown in words, checked, and sent by whoever wants to. */
export function SignedScreen() {
  const text = useFragment();
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader title="Signed, not sent">
        <p>
          A lease can be signed by one person and sent by another: the signature costs nothing, and
          whoever sends it pays the network&rsquo;s fee.
        </p>
      </PageHeader>
      <div className="space-y-6">
        {text === null && <LoadingScreen label="Loading" />}
        {text === "" && <PasteField />}
        {text !== null && text !== "" && (
          <Ready>
            <SignedView key={text} text={text} />
          </Ready>
        )}
        <Ready quiet fallback={null}>
          <OwnSignedIfConnected />
        </Ready>
      </div>
    </div>
  );
}

function OwnSignedIfConnected() {
  const { address } = useConnection();
  return address === undefined ? null : <OwnSigned key={address} signer={address} />;
}

function PasteField() {
  const [pasted, setPasted] = useState("");
  const text = signedTextOf(pasted);
  return (
    <Panel title="Open what was signed">
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (text !== "") location.hash = text;
        }}
      >
        <Field label="Link or text" hint="As you got it from the person who signed it.">
          {(control) => (
            <textarea
              {...control}
              className="control font-mono text-small!"
              rows={3}
              spellCheck={false}
              value={pasted}
              onChange={(event) => setPasted(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" variant="primary" disabled={text === ""}>
          Show what it says
        </Button>
      </form>
    </Panel>
  );
}
