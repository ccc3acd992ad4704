import { describe, expect, it } from "vitest";
import { paceText } from "../../../app/_text/transfer-text.ts";

describe("how far a transfer is, in words", () => {
  it.each([
    [
      { done: 12e6, total: 1.2e9, rate: 24e6, left: 49.5 },
      "12.0 MB of 1.2 GB · 24.0 MB/s · 50 seconds left",
    ],
    [{ done: 12e6, total: 1.2e9, rate: null, left: null }, "12.0 MB of 1.2 GB"],
    [{ done: 5e3, total: null, rate: 1e3, left: null }, "5.0 KB · 1.0 KB/s"],
    [
      { done: 1e9, total: 9e9, rate: 1e6, left: 8000 },
      "1.0 GB of 9.0 GB · 1.0 MB/s · 2 hours 13 minutes left",
    ],
    [{ done: 99, total: 100, rate: 100, left: 0.01 }, "99 B of 100 B · 100 B/s"],
    [{ done: 0, total: 100, rate: 0, left: null }, "0 B of 100 B · 0 B/s"],
  ])("%j", (of, text) => expect(paceText(of)).toBe(text));
});
