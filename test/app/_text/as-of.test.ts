import { describe, expect, it } from "vitest";
import { asOfText } from "../../../app/_text/as-of.ts";

const at = new Date(2026, 10, 21, 14, 3).getTime();
const MINUTE = 60_000;

describe("how old something is", () => {
  it("is told with its time, and with its day where it may be another", () => {
    expect(asOfText({ at }, at + 5_000)).toBe("a moment ago (14:03)");
    expect(asOfText({ at }, at + MINUTE)).toBe("1 minute ago (14:03)");
    expect(asOfText({ at }, at + 12.9 * MINUTE)).toBe("12 minutes ago (14:03)");
    expect(asOfText({ at }, at + 125 * MINUTE)).toBe("2 hours ago (21 Nov 2026, 14:03)");
    expect(asOfText({ at }, at + 3 * 1440 * MINUTE)).toBe("3 days ago (21 Nov 2026, 14:03)");
  });

  it("is not in the future where this device's clock was set back", () => {
    expect(asOfText({ at }, at - 5 * MINUTE)).toBe("a moment ago (14:03)");
  });
});
