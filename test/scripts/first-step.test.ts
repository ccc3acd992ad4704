import { expect, it } from "vitest";
import { stepped } from "../../scripts/site/first-step.ts";

/** The form of the bundler's start: it awaits a page's scripts, then runs the page's modules. */
const START =
  "async t=>{if(await Promise.all(t.otherChunks),t.runtimeModuleIds.length>0)for(let e of t.runtimeModuleIds)t.run(e)}";

it("has the first module run in a task of its own, after all scripts", async () => {
  const start = new Function(`return ${stepped(START)}`)();
  const order: string[] = [];
  const done = start({
    otherChunks: [Promise.resolve().then(() => order.push("script"))],
    runtimeModuleIds: [7],
    run: (id: number) => order.push(`module ${id}`),
  });
  setTimeout(() => order.push("somebody else"));
  await done;
  expect(order).toEqual(["script", "somebody else", "module 7"]);
});

it("refuses a start that it does not know", () => {
  expect(() => stepped("async t=>{}")).toThrow();
});
