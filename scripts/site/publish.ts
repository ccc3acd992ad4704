// `npm run publish:site`: builds the site, packs it as an IPFS directory, and has it kept.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import type { CID } from "multiformats/cid";
import { walkDag } from "../../lib/storage/dag.ts";
import { createGatewaySource } from "../../lib/storage/gateway-source.ts";
import { createPinningService } from "../../lib/storage/pinning-service.ts";
import { buildSite, SITE } from "./build.ts";
import { packSite, writeArchive } from "./pack.ts";

const HELP = `npm run publish:site -- [options]

  --dry-run          build and pack only; the last line is the CID alone
  --kubo <url>       have this IPFS node keep it (LEASEHOLD_PUBLISH_KUBO)
  --pinning <url>    have this pinning service keep it (LEASEHOLD_PUBLISH_PINNING); it fetches the
                     site from the node of --kubo, or of --origin
  --origin <addr>    multiaddress of a node that has the site; may come several times
  --gateway <url>    afterwards, read every block back from this gateway (LEASEHOLD_PUBLISH_GATEWAY)
  --car <file>       where the archive goes (default .cache/site/<cid>.car)
  --no-build         pack what is in out/
  --help             this text

LEASEHOLD_PUBLISH_AUTHORIZATION is sent to the node as its \`authorization\`, and
LEASEHOLD_PUBLISH_TOKEN to the pinning service as a bearer token.`;

const FOLDER = ".cache/site";

const { values: flags } = parseArgs({
  options: {
    "dry-run": { type: "boolean", default: false },
    kubo: { type: "string", default: process.env.LEASEHOLD_PUBLISH_KUBO ?? "" },
    pinning: { type: "string", default: process.env.LEASEHOLD_PUBLISH_PINNING ?? "" },
    origin: { type: "string", multiple: true, default: [] },
    gateway: { type: "string", default: process.env.LEASEHOLD_PUBLISH_GATEWAY ?? "" },
    car: { type: "string" },
    build: { type: "boolean", default: true },
    help: { type: "boolean", default: false },
  },
  allowNegative: true,
});

if (flags.help) console.log(HELP);
else await publish();

async function publish(): Promise<void> {
  const keeps = flags.kubo !== "" || flags.pinning !== "";
  if (!flags["dry-run"] && !keeps) {
    throw new Error("Say where to publish: --kubo <url> or --pinning <url>, or --dry-run.");
  }
  if (flags.build) await buildSite({ force: true, tell });
  const { cid, source } = await packSite(SITE);
  const archive = flags.car ?? join(FOLDER, `${cid}.car`);
  await writeArchive(archive, { cid, source });
  writeFileSync(join(dirname(archive), "cid"), `${cid}\n`);
  tell(`${describeSources()} → ${archive}`);
  if (!flags["dry-run"]) await keep(cid, archive);
  console.log(String(cid));
}

async function keep(cid: CID, archive: string): Promise<void> {
  const origins = [...flags.origin];
  if (flags.kubo !== "") {
    await importArchive(archive, cid);
    tell(`${flags.kubo} keeps it.`);
    origins.push(...(await addressesOf(flags.kubo)));
  }
  if (flags.pinning !== "") {
    const token = process.env.LEASEHOLD_PUBLISH_TOKEN;
    const service = createPinningService({
      url: flags.pinning,
      ...(token && { headers: { authorization: `Bearer ${token}` } }),
    });
    await service.pin(cid, { name: `Leasehold ${cid}`, origins });
    tell(`${service.name} keeps it.`);
  }
  if (flags.gateway !== "") {
    let count = 0;
    const source = createGatewaySource({ url: flags.gateway });
    for await (const one of walkDag(cid, { source })) {
      await source.get(one);
      count++;
    }
    tell(`${source.name} gave all ${count} blocks.`);
  }
  tell(`https://${cid}.ipfs.dweb.link/ (any subdomain gateway), or ipfs://${cid}/`);
}

/** Has a node take all blocks at once and pin their root (Kubo's `dag/import`). */
async function importArchive(file: string, cid: CID): Promise<void> {
  const body = new FormData();
  body.append("file", new Blob([readFileSync(file)]), "site.car");
  const answer = await callNode(`dag/import?pin-roots=true`, body);
  const root = answer
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { Root?: { Cid: { "/": string }; PinErrorMsg: string } })
    .find(({ Root }) => Root !== undefined)?.Root;
  if (root?.Cid["/"] !== String(cid) || root.PinErrorMsg !== "") {
    throw new Error(`The node did not pin the site: ${root?.PinErrorMsg || answer}`);
  }
}

/** Where a pinning service finds the node; nothing where it does not say. */
async function addressesOf(url: string): Promise<string[]> {
  const answer = await callNode("id").catch(() => "{}");
  const { Addresses } = JSON.parse(answer) as { Addresses?: string[] | null };
  if (!Addresses) tell(`${url} does not say where it can be reached.`);
  return Addresses ?? [];
}

async function callNode(command: string, body?: FormData): Promise<string> {
  const authorization = process.env.LEASEHOLD_PUBLISH_AUTHORIZATION;
  const base = flags.kubo.replace(/\/+$/, "");
  const response = await fetch(`${base}/api/v0/${command}`, {
    method: "POST",
    ...(body && { body }),
    ...(authorization && { headers: { authorization } }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${base} answered ${response.status}: ${text.slice(0, 200)}`);
  return text;
}

/** Which commit this is; a site of changed files belongs to none. */
function describeSources(): string {
  try {
    const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8" }).trim();
    const changed = git("status", "--porcelain") !== "";
    return `Commit ${git("rev-parse", "--short=12", "HEAD")}${changed ? " with changes of its own" : ""}`;
  } catch {
    return "No git here: these files";
  }
}

/** To stderr: stdout has the CID alone. */
function tell(line: string): void {
  console.error(line);
}
