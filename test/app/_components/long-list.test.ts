import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { LongList } from "../../../app/_components/long-list.tsx";

/** How many rows of so many are drawn before anything else is loaded: each may read something. */
function rowsDrawn(count: number): number {
  let drawn = 0;
  const items = Array.from({ length: count }, (_, i) => i);
  const row = (item: number) => {
    drawn++;
    return createElement("li", null, item);
  };
  const props = { items, row, keyOf: String, estimate: 70, label: "Things" };
  renderToString(createElement(LongList<number>, props));
  return drawn;
}

describe("a list", () => {
  it("draws all of a few rows", () => {
    expect(rowsDrawn(60)).toBe(60);
  });

  it("draws none of many before it is known which are seen", () => {
    expect(rowsDrawn(1_000)).toBe(0);
  });
});
