/** The storage node as an IPFS node: the part of Kubo's RPC that the library's client uses. */
import type { CID } from "multiformats/cid";
import type { Codec } from "../../lib/storage/block.ts";
import {
  createBlock,
  DAG_CBOR,
  DAG_PB,
  MAX_BLOCK_BYTES,
  parseCid,
  RAW,
} from "../../lib/storage/block.ts";
import { decodeCar } from "../../lib/storage/car.ts";
import type { Exchange } from "./storage-http.ts";
import { RequestError, readRequest, sendJson } from "./storage-http.ts";

const PREFIX = "/api/v0/";

/** Room for a multipart body's own lines. */
const FORM_BYTES = 16 * 1024;
const MAX_IMPORT_BYTES = 64 * 1024 * 1024;

const CODECS: Record<string, Codec> = { raw: RAW, "dag-pb": DAG_PB, "dag-cbor": DAG_CBOR };

const COMMANDS: Record<string, (exchange: Exchange) => Promise<void>> = {
  "block/put": async ({ request, response, url, store }) => {
    const codec = CODECS[url.searchParams.get("cid-codec") ?? "raw"];
    if (codec === undefined) throw new RequestError(400, "unknown cid-codec");
    const hash = url.searchParams.get("mhtype") ?? "sha2-256";
    if (hash !== "sha2-256") throw new RequestError(400, "unrecognized multihash function");
    const bytes = await readFile(request, MAX_BLOCK_BYTES + FORM_BYTES);
    if (bytes.length > MAX_BLOCK_BYTES) throw new RequestError(413, "produced block is too big");
    const block = await createBlock(bytes, codec);
    await store.put(block);
    sendJson(response, [{ Key: block.cid.toString(), Size: bytes.length }]);
  },

  "block/get": async ({ response, url, store }) => {
    const bytes = await store.get(cidArgument(url));
    response.writeHead(200, {
      "content-type": "application/octet-stream",
      "content-length": bytes.length,
    });
    response.end(bytes);
  },

  "block/stat": async ({ response, url, store }) => {
    const cid = cidArgument(url);
    sendJson(response, [{ Key: cid.toString(), Size: (await store.get(cid)).length }]);
  },

  "block/rm": async ({ response, url, store }) => {
    const cid = cidArgument(url);
    await store.delete(cid);
    sendJson(response, [{ Hash: cid.toString() }]);
  },

  "dag/import": async ({ request, response, url, store }) => {
    const bytes = await readFile(request, MAX_IMPORT_BYTES);
    const { roots, blocks } = await decodeCar(once(bytes));
    for await (const block of blocks) await store.put(block);
    const pinned = url.searchParams.get("pin-roots") === "false" ? [] : roots;
    const lines = pinned.map(async (cid) => {
      const PinErrorMsg = (await store.has(cid)) ? "" : `ipld: could not find ${cid}`;
      return { Root: { Cid: { "/": cid.toString() }, PinErrorMsg } };
    });
    sendJson(response, await Promise.all(lines));
  },

  // Everything is kept until it is removed, so that a pin is nothing of its own here.
  "pin/rm": async ({ response, url, store }) => {
    const cid = cidArgument(url);
    if (!(await store.has(cid))) throw new RequestError(500, "not pinned or pinned indirectly");
    sendJson(response, [{ Pins: [cid.toString()] }]);
  },

  "refs/local": async ({ response, store }) => {
    const refs: unknown[] = [];
    for await (const cid of store.list()) refs.push({ Ref: cid.toString(), Err: "" });
    sendJson(response, refs);
  },

  "repo/stat": async ({ response, store }) => {
    sendJson(response, [{ RepoSize: (await store.usage()).used }]);
  },
};

/** Answers a request if it is one to the RPC. */
export async function serveRpc(exchange: Exchange): Promise<boolean> {
  const { request, response, url } = exchange;
  if (!url.pathname.startsWith(PREFIX)) return false;
  const name = url.pathname.slice(PREFIX.length);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new RequestError(404, "command not found");
  if (request.method !== "POST") {
    response.setHeader("allow", "POST");
    throw new RequestError(405, "the RPC takes POST only");
  }
  await command(exchange);
  return true;
}

function cidArgument(url: URL): CID {
  const text = url.searchParams.get("arg");
  if (text === null) throw new RequestError(400, 'argument "cid" is required');
  return parseCid(text);
}

/** The bytes of the one file in a multipart body (RFC 2046 section 5.1, RFC 7578). */
async function readFile(request: Exchange["request"], limit: number): Promise<Uint8Array> {
  const type = request.headers["content-type"] ?? "";
  const [, quoted, plain] =
    /^multipart\/form-data;.*boundary=(?:"([^"]+)"|([^\s;]+))/.exec(type) ?? [];
  const body = await readRequest(request, limit);
  const delimiter = `--${quoted ?? plain}`;
  const isForm = body.indexOf(`${delimiter}\r\n`) === 0;
  const headEnd = body.indexOf("\r\n\r\n");
  const fileEnd = body.indexOf(`\r\n${delimiter}`, headEnd + 4);
  const isLast = body.indexOf(`\r\n${delimiter}--`, headEnd + 4) === fileEnd;
  if (!isForm || headEnd < 0 || fileEnd < 0 || !isLast) {
    throw new RequestError(400, "a form with one file is required");
  }
  return body.subarray(headEnd + 4, fileEnd);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
