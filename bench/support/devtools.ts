import type { ChildProcess } from "node:child_process";
import type { Readable, Writable } from "node:stream";

/** A connection to Chromium by the DevTools protocol (https://chromedevtools.github.io/devtools-protocol/). */
export interface DevTools {
  /** Calls a method, of the browser or of the session given. */
  call<R>(method: string, parameters?: object, session?: string): Promise<R>;
  /** Hears of every event of that name, of whatever session. */
  on<P>(event: string, listener: (parameters: P) => void): void;
}

interface Answer {
  id?: number;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { message: string };
}

/** Talks over the pipes 3 and 4 of a Chromium started with `--remote-debugging-pipe`. */
export function connectDevTools(chromium: ChildProcess): DevTools {
  const [, , , input, output] = chromium.stdio as [unknown, unknown, unknown, Writable, Readable];
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const listeners = new Map<string, ((parameters: unknown) => void)[]>();
  let last = 0;
  let rest = "";

  output.setEncoding("utf8");
  output.on("data", (text: string) => {
    const messages = (rest + text).split("\0");
    rest = messages.pop() ?? "";
    for (const message of messages) settle(JSON.parse(message) as Answer);
  });
  input.on("error", () => undefined); // its end shows below
  chromium.once("close", () => {
    for (const { reject } of waiting.values()) reject(new Error("Chromium has ended."));
  });

  function settle({ id, method, params, result, error }: Answer) {
    for (const listener of listeners.get(method ?? "") ?? []) listener(params);
    const call = waiting.get(id ?? -1);
    waiting.delete(id ?? -1);
    if (error) call?.reject(new Error(error.message));
    else call?.resolve(result);
  }

  return {
    call<R>(method: string, parameters: object = {}, session?: string) {
      const id = ++last;
      const call = Promise.withResolvers<unknown>();
      waiting.set(id, call);
      const message = { id, method, params: parameters, ...(session && { sessionId: session }) };
      input.write(`${JSON.stringify(message)}\0`);
      return call.promise as Promise<R>;
    },
    on<P>(event: string, listener: (parameters: P) => void) {
      const all = listeners.get(event) ?? [];
      listeners.set(event, [...all, (parameters) => listener(parameters as P)]);
    },
  };
}
