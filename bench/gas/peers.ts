import type { BaseContract, EventLog } from "ethers";
import type { Build, Meter } from "../../test/contracts/support/gas-meter.ts";
import type { Signer } from "../../test/contracts/support/world.ts";

/** What lending to one account costs somewhere. */
export interface Peer {
  readonly name: string;
  /** Where the contract comes from, and what its grant does not do. */
  readonly note: string;
  /** To an account that has nothing of this yet. */
  readonly grant: number;
  /** In place of what it has. */
  readonly again: number;
  /** Null where there is none but waiting. */
  readonly revoke: number | null;
  /** Whether it may: the view's own gas, cold. */
  readonly check: number;
}

type Call = [name: string, ...args: unknown[]];

interface Lending {
  name: string;
  note: string;
  contract: BaseContract;
  /** What is done in time before, for what every grant needs only once. */
  prepare?: Call[];
  grant: Call;
  again?: Call;
  revoke: Call | null;
  check: Call;
}

const ORDER = ["Floor", "Rentable", "Roles", "Controlled", "AccessManager", "ERC-1056", "EAS"];

/** Lends the same elsewhere: from the owner to ann, for two weeks, as far as there are times. */
export async function measurePeers(meter: Meter, builds: Map<string, Build>): Promise<Peer[]> {
  const { ethers, people } = meter;
  const [owner, ann, bob] = people as [Signer, Signer, Signer];
  const id = ethers.id;
  const expires = meter.slice * 60n + 14n * 86_400n;
  const deploy = (name: string, ...args: unknown[]) => {
    const build = builds.get(name);
    if (build === undefined) throw new Error(`${name} was not built.`);
    return meter.deploy(build, args);
  };

  const floor = await deploy("Floor");
  const rentable = await deploy("Rentable");
  const roles = await deploy("Roles");
  const controlled = await deploy("Controlled");
  const manager = await deploy("AccessManager", owner.address);
  const dids = await deploy("EthereumDIDRegistry");
  const schemas = await deploy("SchemaRegistry");
  const eas = await deploy("EAS", await schemas.getAddress());

  const token = await rentable.getAddress();
  const role = (tokenId: number, data: string) => [
    id("reader"),
    token,
    tokenId,
    ann.address,
    expires,
    true,
    data,
  ];
  await meter.send(rentable, owner, "mint", 1);
  await meter.send(rentable, owner, "mint", 2);
  await meter.send(rentable, owner, "setApprovalForAll", await roles.getAddress(), true);
  await meter.send(roles, owner, "grantRole", [id("other"), ...role(2, "0x").slice(1)]);

  const schema = "bytes32 envelope";
  await meter.send(schemas, owner, "register", schema, ethers.ZeroAddress, true);
  const schemaId = ethers.solidityPackedKeccak256(
    ["string", "address", "bool"],
    [schema, ethers.ZeroAddress, true],
  );
  const attestation = [schemaId, [ann.address, expires, true, ethers.ZeroHash, id("envelope"), 0]];
  // Its id follows from its time, which is the same in every measurement.
  const attested = await meter.apart(async () => {
    await meter.send(eas, owner, "attest", attestation);
    const [event] = await eas.queryFilter("Attested");
    return (event as EventLog).args.getValue("uid") as string;
  });

  const lendings: Record<string, Lending> = {
    Floor: {
      name: "The floor",
      note: "one slot, one event, the owner checked; no sections, no digest, no history",
      contract: floor,
      prepare: [["create", id("record")]],
      grant: ["grant", id("record"), ann.address, expires],
      again: ["grant", id("record"), ann.address, expires + 1n],
      revoke: ["grant", id("record"), ann.address, 0],
      check: ["hasAccess", id("record"), ann.address],
    },
    Rentable: {
      name: "ERC-4907",
      note: "from its text, over OpenZeppelin's ERC-721; one user at a time; no package",
      contract: rentable,
      grant: ["setUser", 1, ann.address, expires],
      again: ["setUser", 1, bob.address, expires],
      revoke: ["setUser", 1, ethers.ZeroAddress, 0],
      check: ["userOf", 1],
    },
    Roles: {
      name: "ERC-7432",
      note: "from its text; the token was handed over before; 32 bytes of data; no package",
      contract: roles,
      grant: ["grantRole", role(2, id("envelope"))],
      again: ["grantRole", role(2, id("other envelope"))],
      revoke: ["revokeRole", token, 2, id("reader")],
      check: ["recipientOf", token, 2, id("reader")],
    },
    Controlled: {
      name: "AccessControl",
      note: "OpenZeppelin 5.7.0; no time, no digest",
      contract: controlled,
      grant: ["grantRole", id("reader"), ann.address],
      revoke: ["revokeRole", id("reader"), ann.address],
      check: ["hasRole", id("reader"), ann.address],
    },
    AccessManager: {
      name: "AccessManager",
      note: "OpenZeppelin 5.7.0; begins after a delay, never ends; no digest",
      contract: manager,
      grant: ["grantRole", 7, ann.address, 0],
      revoke: ["revokeRole", 7, ann.address],
      check: ["hasRole", 7, ann.address],
    },
    "ERC-1056": {
      name: "ERC-1056",
      note: "ethr-did-registry 1.3.0, a delegate; later ones, whose history word is not its first",
      contract: dids,
      prepare: [["addDelegate", owner.address, id("other"), bob.address, 60]],
      grant: ["addDelegate", owner.address, id("reader"), ann.address, 14 * 86_400],
      revoke: ["revokeDelegate", owner.address, id("reader"), ann.address],
      check: ["validDelegate", owner.address, id("reader"), ann.address],
    },
    EAS: {
      name: "EAS",
      note: "eas-contracts 1.9.0 (its pragma, 0.8.29, replaced); every attestation is a new one",
      contract: eas,
      grant: ["attest", attestation],
      revoke: ["revoke", [schemaId, [attested, 0]]],
      check: ["getAttestation", attested],
    },
  };

  const measured: Peer[] = [];
  for (const key of ORDER) {
    const {
      name,
      note,
      contract,
      prepare = [],
      grant,
      again = grant,
      revoke,
      check,
    } = lendings[key]!;
    const take = (calls: Call[], last: Call, read = false) =>
      meter.apart(async () => {
        for (const [call, ...args] of calls) await meter.send(contract, owner, call, ...args);
        const [call, ...args] = last;
        if (read) return await meter.read(contract, call, ...args);
        return await meter.send(contract, owner, call, ...args);
      });
    measured.push({
      name,
      note,
      grant: await take(prepare, grant),
      again: await take([...prepare, grant], again),
      revoke: revoke === null ? null : await take([...prepare, grant], revoke),
      check: await take([...prepare, grant], check, true),
    });
  }
  return measured;
}
