import { describe, expect, it } from "vitest";
import { deviceStorage, requestPersistence } from "../../../lib/storage/persistence.ts";

/** A browser's storage that says what the test wants. */
const saying = (answers: Partial<Record<keyof StorageManager, unknown>>) =>
  Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      name,
      async () => {
        if (answer instanceof Error) throw answer;
        return answer;
      },
    ]),
  ) as unknown as StorageManager;

describe("a browser's storage", () => {
  it("is described as far as the browser tells", async () => {
    const estimate = { usage: 10, quota: 100 };
    expect(await deviceStorage(saying({ estimate, persisted: true }))).toEqual({
      used: 10,
      capacity: 100,
      persistent: true,
    });
    expect(await deviceStorage(saying({ estimate: {}, persisted: new TypeError() }))).toEqual({
      used: null,
      capacity: null,
      persistent: null,
    });
    expect(await deviceStorage(saying({}))).toEqual({
      used: null,
      capacity: null,
      persistent: null,
    });
  });

  it.each([
    [{ persisted: true, persist: new RangeError("it must not be asked") }, "granted"],
    [{ persisted: false, persist: true }, "granted"],
    [{ persisted: false, persist: false }, "denied"],
    [{}, "unsupported"],
  ])("%o that is asked to last: %s", async (answers, outcome) => {
    expect(await requestPersistence(saying(answers))).toBe(outcome);
  });
});
