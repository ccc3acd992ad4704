import type { Abi, Address, Hex, TypedDataDefinition } from "viem";
import {
  createWalletClient,
  custom,
  encodeAbiParameters,
  encodeFunctionData,
  parseEther,
  serializeErc6492Signature,
} from "viem";
import { hardhat } from "viem/chains";
import { signTypedData } from "viem/experimental/erc7739";
import type { Wallet } from "../../lib/sharing/index.ts";
import type { TestChain, TestWallet } from "./chain.ts";
import { compileHarness } from "./solidity.ts";

/**
 * A smart account of OpenZeppelin's parts: signatures nested in its own domain (ERC-7739, ERC-1271)
 * by an owner's key, and calls in batches (ERC-7821) that the owner sends; and its factory.
 */
const SOURCE = `
pragma solidity ^0.8.24;
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ERC7739} from "@openzeppelin/contracts/utils/cryptography/signers/draft-ERC7739.sol";
import {SignerECDSA} from "@openzeppelin/contracts/utils/cryptography/signers/SignerECDSA.sol";
import {ERC7821} from "@openzeppelin/contracts/account/extensions/draft-ERC7821.sol";
import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";

contract SmartAccount is EIP712, ERC7739, SignerECDSA, ERC7821 {
    constructor(address owner) EIP712("SmartAccount", "1") SignerECDSA(owner) {}

    function _erc7821AuthorizedExecutor(
        address caller,
        bytes32 mode,
        bytes calldata data
    ) internal view override returns (bool) {
        return caller == signer() || super._erc7821AuthorizedExecutor(caller, mode, data);
    }
}

contract SmartAccountFactory {
    function make(address owner) external returns (address) {
        return Create2.deploy(0, 0, _code(owner));
    }

    function addressOf(address owner) external view returns (address) {
        return Create2.computeAddress(0, keccak256(_code(owner)));
    }

    function _code(address owner) private pure returns (bytes memory) {
        return abi.encodePacked(type(SmartAccount).creationCode, abi.encode(owner));
    }
}`;

/** A smart account, as its owner's wallet shows it to an app. */
export interface SmartAccount {
  address: Address;
  wallet: Wallet;
  /** Puts its contract on the chain; the wallet does so itself before it first sends anything. */
  deploy(): Promise<void>;
}

/** Makes smart accounts on a chain, each by its owner. None is deployed at first. */
export async function smartAccountsOn(
  chain: TestChain,
): Promise<(owner: TestWallet) => Promise<SmartAccount>> {
  const [account, factoryCode] = await Promise.all(
    ["SmartAccount", "SmartAccountFactory"].map((name) => compileHarness(name, SOURCE)),
  );
  if (account === undefined || factoryCode === undefined) throw new TypeError("Nothing compiled.");
  const factory = await chain.deploy(factoryCode);
  return (owner) => makeAccount(chain, { owner, factory, abi: account.abi, of: factoryCode.abi });
}

async function makeAccount(
  { client, provider }: TestChain,
  { owner, factory, abi, of }: { owner: TestWallet; factory: Address; abi: Abi; of: Abi },
): Promise<SmartAccount> {
  const args = [owner.account.address];
  const address = (await client.readContract({
    address: factory,
    abi: of,
    functionName: "addressOf",
    args,
  })) as Address;
  const factoryData = encodeFunctionData({ abi: of, functionName: "make", args });
  const isDeployed = async () => (await client.getCode({ address })) !== undefined;

  async function deploy(): Promise<void> {
    const hash = await owner.sendTransaction({ to: factory, data: factoryData });
    await client.waitForTransactionReceipt({ hash });
  }

  async function sign(typedData: TypedDataDefinition): Promise<Hex> {
    // What the app asks to be signed is known to the app alone.
    const signature = await signTypedData(owner, {
      ...typedData,
      account: owner.account,
      verifier: address,
      verifierDomain: {
        name: "SmartAccount",
        version: "1",
        chainId: hardhat.id,
        verifyingContract: address,
        salt: `0x${"00".repeat(32)}`,
      },
    } as never);
    if (await isDeployed()) return signature;
    return serializeErc6492Signature({ address: factory, data: factoryData, signature });
  }

  async function sendCall(call: { to: Address; data?: Hex; value?: Hex }): Promise<Hex> {
    if (!(await isDeployed())) await deploy();
    const calls = encodeAbiParameters(
      [
        {
          type: "tuple[]",
          components: [{ type: "address" }, { type: "uint256" }, { type: "bytes" }],
        },
      ],
      [[[call.to, BigInt(call.value ?? 0), call.data ?? "0x"]]] as never,
    );
    const batch = `0x01${"00".repeat(31)}`;
    const data = encodeFunctionData({ abi, functionName: "execute", args: [batch, calls] });
    return owner.sendTransaction({ to: address, data });
  }

  const request = async ({ method, params }: { method: string; params?: unknown }) => {
    const [first, second] = (params ?? []) as [never, string];
    switch (method) {
      case "eth_accounts":
      case "eth_requestAccounts":
        return [address];
      case "eth_signTypedData_v4":
        return sign(JSON.parse(second) as TypedDataDefinition);
      case "eth_sendTransaction":
        return sendCall(first);
      default:
        return provider.request({ method, params } as never);
    }
  };
  // Only so that nodes that look at balances estimate costs for it.
  await provider.request({
    method: "hardhat_setBalance",
    params: [address, `0x${parseEther("1").toString(16)}`],
  } as never);
  const wallet = createWalletClient({
    account: address,
    chain: hardhat,
    transport: custom({ request } as never, { retryCount: 0 }),
  });
  return { address, wallet, deploy };
}
