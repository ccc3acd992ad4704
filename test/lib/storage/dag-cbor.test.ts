import { encode } from "@ipld/dag-cbor";
import { base64 } from "multiformats/bases/base64";
import { CID } from "multiformats/cid";
import { describe, expect, it } from "vitest";
import { createBlock, DAG_CBOR } from "../../../lib/storage/block.ts";
import vectors from "../../vectors/dag-cbor.json" with { type: "json" };

/** DAG-JSON to values: `{"/": cid}` is a link, `{"/": {"bytes": base64}}` is bytes. */
function revive(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(revive);
  const special = "/" in value ? value["/"] : undefined;
  if (typeof special === "string") return CID.parse(special);
  if (special) return base64.baseDecode((special as { bytes: string }).bytes);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revive(item)]));
}

describe("DAG-CBOR", () => {
  it.each(vectors.values)("gives $json the CID that Kubo gives it", async ({ json, cid }) => {
    const block = await createBlock(encode(revive(json)), DAG_CBOR);
    expect(block.cid.toString()).toBe(cid);
  });
});
