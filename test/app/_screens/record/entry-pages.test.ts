import { describe, expect, it } from "vitest";
import { joinEntries } from "../../../../app/_screens/record/entry-pages.ts";

const entries = (...heads: string[]) => heads.map((head) => ({ head: `0x${head}` as const }));

describe("entries whose newest were read again", () => {
  it("go on with the older ones that were asked for", () => {
    const known = entries("5", "4", "3", "2", "1");
    expect(joinEntries(entries("6", "5", "4"), known)).toEqual(
      entries("6", "5", "4", "3", "2", "1"),
    );
    expect(joinEntries(entries("5", "4"), known)).toEqual(known);
  });

  it("are only the newest where there is a gap between", () => {
    expect(joinEntries(entries("9", "8"), entries("3", "2"))).toEqual(entries("9", "8"));
    expect(joinEntries(entries("2"), [])).toEqual(entries("2"));
    expect(joinEntries([], entries("2"))).toEqual([]);
  });
});
