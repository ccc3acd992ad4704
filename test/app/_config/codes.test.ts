import jsQr from "jsqr";
import { encode } from "uqr";
import { describe, expect, it } from "vitest";
import { addressInCode } from "../../../app/_config/code-text.ts";
import { isEnsName, isNodeUrl } from "../../../app/_config/ens.ts";

const ADDRESS = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

describe("the account that a code names", () => {
  it.each([
    ADDRESS,
    ` ${ADDRESS}\n`,
    ADDRESS.toLowerCase(),
    `ethereum:${ADDRESS}`,
    `ETHEREUM:${ADDRESS}@1`,
    `ethereum:pay-${ADDRESS}@31337`,
  ])("is found in %j", (text) => {
    expect(addressInCode(text)).toBe(ADDRESS);
  });

  it.each([
    "",
    "hello",
    ADDRESS.slice(0, -1),
    `${ADDRESS}0`,
    ADDRESS.replace("C5", "c5"),
    `ethereum:${ADDRESS}/transfer?address=0x1`,
    `https://a.example/?to=${ADDRESS}`,
    `bitcoin:${ADDRESS}`,
    `${ADDRESS} ${ADDRESS}`,
  ])("is none in %j", (text) => {
    expect(addressInCode(text)).toBeNull();
  });

  it("comes through a drawn code", () => {
    const { data } = encode(ADDRESS, { ecc: "M", border: 4 });
    const scale = 4;
    const size = data.length * scale;
    const pixels = new Uint8ClampedArray(size * size * 4).map((_, i) => {
      const [x, y] = [Math.floor(i / 4) % size, Math.floor(i / 4 / size)];
      const isDark = data[Math.floor(y / scale)]?.[Math.floor(x / scale)] === true;
      return i % 4 === 3 || !isDark ? 255 : 0;
    });
    expect(addressInCode(jsQr(pixels, size, size)?.data ?? "")).toBe(ADDRESS);
  });
});

it("knows a name from an address, and a node from other addresses", () => {
  expect(["ann.eth", " a.b.example ", "ü.eth"].every(isEnsName)).toBe(true);
  expect(["ann", "a..eth", ".eth", "https://a.b", ADDRESS, "a b.eth", ""].some(isEnsName)).toBe(
    false,
  );
  expect(["https://a.example/key", "http://localhost:8545"].every(isNodeUrl)).toBe(true);
  expect(["http://a.example", "ws://a", "a.example", "javascript:1", ""].some(isNodeUrl)).toBe(
    false,
  );
});
