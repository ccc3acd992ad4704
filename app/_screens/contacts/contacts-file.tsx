"use client";

import { FileDown, FileUp } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "../../_components/button.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { Panel } from "../../_components/panel.tsx";
import { useContacts } from "../../_hooks/use-names.ts";
import { useToast } from "../../_hooks/use-toast.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { reportUnknown } from "../../_text/errors.ts";
import { count } from "../../_text/format.ts";
import { saveFile } from "../activity/save-file.ts";

/** Takes contacts from one browser to another. */
export function ContactsFile() {
  const { contacts } = useWorld();
  const toast = useToast();
  const all = useContacts();
  const chooser = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<unknown>(null);

  const save = async () => {
    const { encodeContacts } = await import("../../_config/contacts.ts");
    const bytes = new TextEncoder().encode(encodeContacts(all));
    saveFile({ name: "leasehold-contacts.json", bytes });
  };
  const add = async (file: File) => {
    setError(null);
    try {
      const { parseContacts } = await import("../../_config/contacts.ts");
      const found = parseContacts(await file.text());
      contacts.merge(found);
      toast(`${count(found.length, "contact is", "contacts are")} here now.`);
    } catch (failure) {
      reportUnknown(failure);
      setError(failure);
    }
  };
  return (
    <Panel title="Another browser" note="Take your contacts along in a file">
      <div className="space-y-3">
        <div className="flex flex-wrap gap-2">
          <Button size="small" icon={FileDown} disabled={all.length === 0} onClick={save}>
            Save to a file
          </Button>
          <Button size="small" icon={FileUp} onClick={() => chooser.current?.click()}>
            Add from a file
          </Button>
        </div>
        <input
          ref={chooser}
          type="file"
          accept="application/json,.json"
          aria-label="File of contacts"
          className="hidden"
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            if (file !== undefined) add(file);
            event.target.value = "";
          }}
        />
        <p className="text-muted text-small">
          The file is not encrypted: it says whom you know. Who is in both keeps the name of the
          file.
        </p>
        {error !== null && <ErrorNotice error={error} />}
      </div>
    </Panel>
  );
}
