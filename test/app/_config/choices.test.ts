import { describe, expect, it } from "vitest";
import { keepChoices, readChoices } from "../../../app/_config/choices.ts";
import { DEFAULT_CHOICES, parseChoices } from "../../../lib/sharing/choices.ts";

function memory() {
  const kept = new Map<string, string>();
  return {
    kept,
    storage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    },
  };
}

describe("what was chosen in this browser", () => {
  it("is kept for each network by itself", () => {
    const { storage } = memory();
    const choices = { ...DEFAULT_CHOICES, confirmations: 3 };
    keepChoices({ chainId: 1 }, { choices, storage });
    expect(readChoices({ chainId: 1 }, { parse: parseChoices, storage })).toEqual(choices);
    expect(readChoices({ chainId: 2 }, { parse: parseChoices, storage })).toEqual(DEFAULT_CHOICES);
  });

  it.each(["", "{", "null", "[]", "\u0000"])("falls back where it is damaged (%j)", (text) => {
    const { storage, kept } = memory();
    kept.set("leasehold.choices.1", text);
    expect(readChoices({ chainId: 1 }, { parse: parseChoices, storage })).toEqual(DEFAULT_CHOICES);
  });
});
