import type { Inputs, Parameters, Suite } from "./suite.ts";
import { time } from "./suite.ts";

/** Lets the browser's host run the tasks of a suite, on the files that it put into the input. */
export function offer(tasks: Suite): void {
  const files = (): Inputs => {
    const input = document.querySelector("input");
    return new Map(Array.from(input?.files ?? [], (file) => [file.name, file]));
  };
  Object.assign(globalThis, {
    run: (name: string, parameters: Parameters) => {
      const task = tasks[name];
      if (task === undefined) throw new Error(`The suite has no task ${name}.`);
      return time(task, { inputs: files(), parameters });
    },
  });
}
