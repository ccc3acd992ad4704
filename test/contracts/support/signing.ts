import { expect } from "chai";
import type { Sending } from "./branches.ts";
import { refused } from "./branches.ts";
import type { Authorization, Once } from "./sign.ts";
import { makeSmartAccount } from "./smart-account.ts";
import type { Signer, World } from "./world.ts";
import { ethers, nextAt, now, openWorld } from "./world.ts";

export interface Signing {
  /** What must stand before somebody signs. */
  prepare?: (world: World) => Promise<unknown>;
  /** Whose signature counts: the owner's, or an author's. */
  signer: (world: World) => Signer;
  sign: (world: World, signer: Signer, once: Once) => Promise<Authorization>;
  /** Sends what was signed. `changed` sends something a little different. */
  carry: (world: World, authorization: Authorization, changed?: boolean) => Sending;
}

/** What every call with a signature checks. */
export function itChecksTheSignature({ prepare, signer, sign, carry }: Signing): void {
  const open = async (): Promise<World> => {
    const world = await openWorld();
    await prepare?.(world);
    return world;
  };

  context("given the deadline has passed", () => {
    it("it should revert one second after it", async () => {
      const world = await open();
      const deadline = (await now()) + 20n;
      const signed = await sign(world, signer(world), { deadline });
      await nextAt(deadline + 1n);
      await refused(world, carry(world, signed), ["Ledger_SignatureExpired", deadline]);
    });

    it("it should be taken at it", async () => {
      const world = await open();
      const deadline = (await now()) + 20n;
      const signed = await sign(world, signer(world), { deadline });
      await nextAt(deadline);
      await carry(world, signed);
    });
  });

  context("given the nonce is used", () => {
    it("it should revert", async () => {
      const world = await open();
      const nonce = 5n * 256n + 255n;
      const signed = await sign(world, signer(world), { nonce });
      await world.send(signer(world), "cancelNonces", 5, 2n ** 255n);
      await refused(world, carry(world, signed), [
        "Ledger_NonceUsed",
        signer(world).address,
        nonce,
      ]);
    });

    it("it should be taken with its neighbours used", async () => {
      const world = await open();
      const nonce = 5n * 256n + 254n;
      const signed = await sign(world, signer(world), { nonce });
      await world.send(signer(world), "cancelNonces", 5, 2n ** 256n - 1n - 2n ** 254n);
      await carry(world, signed);
      const bits = await world.view<bigint>("nonces", signer(world).address, 5);
      expect(bits).to.equal(2n ** 256n - 1n);
    });

    it("it should be taken with the largest number", async () => {
      const world = await open();
      const nonce = 2n ** 256n - 1n;
      await carry(world, await sign(world, signer(world), { nonce }));
      const bits = await world.view<bigint>("nonces", signer(world).address, 2n ** 248n - 1n);
      expect(bits).to.equal(2n ** 255n);
    });
  });

  context("when somebody else has signed", () => {
    it("it should revert", async () => {
      const world = await open();
      const signed = await sign(world, world.stranger, {});
      await refused(world, carry(world, signed), [
        "Ledger_SignatureInvalid",
        signer(world).address,
      ]);
    });
  });

  context("when something else was signed", () => {
    it("it should revert", async () => {
      const world = await open();
      const signed = await sign(world, signer(world), {});
      await refused(world, carry(world, signed, true), [
        "Ledger_SignatureInvalid",
        signer(world).address,
      ]);
    });

    it("it should revert for another nonce", async () => {
      const world = await open();
      const signed = await sign(world, signer(world), {});
      await refused(world, carry(world, { ...signed, nonce: signed.nonce + 1n }), [
        "Ledger_SignatureInvalid",
        signer(world).address,
      ]);
    });

    it("it should revert for another deadline", async () => {
      const world = await open();
      const signed = await sign(world, signer(world), {});
      await refused(world, carry(world, { ...signed, deadline: signed.deadline + 1n }), [
        "Ledger_SignatureInvalid",
        signer(world).address,
      ]);
    });

    it("it should revert for a signature cut short", async () => {
      const world = await open();
      const signed = await sign(world, signer(world), {});
      const signature = signed.signature.slice(0, -2);
      await refused(world, carry(world, { ...signed, signature }), [
        "Ledger_SignatureInvalid",
        signer(world).address,
      ]);
    });
  });

  context("given the signer is a smart account", () => {
    it("it should revert if the account does not agree", async () => {
      const world = await open();
      const signed = await sign(world, signer(world), {});
      await makeSmartAccount(signer(world).address, world.stranger);
      await refused(world, carry(world, signed), [
        "Ledger_SignatureInvalid",
        signer(world).address,
      ]);
    });

    it("it should be taken if the account agrees (ERC-1271)", async () => {
      const world = await open();
      const signed = await sign(world, signer(world), {});
      const signature = await makeSmartAccount(signer(world).address, world.stranger);
      await carry(world, { ...signed, signature });
    });
  });

  context("given all is well", () => {
    it("it should use up the nonce", async () => {
      const world = await open();
      const signed = await sign(world, signer(world), { nonce: 3n });
      await carry(world, signed);
      expect(await world.view<bigint>("nonces", signer(world).address, 0)).to.equal(8n);
      await expect(carry(world, signed)).to.be.revert(ethers);
    });
  });
}
