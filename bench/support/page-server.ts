import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Job } from "./suite.ts";

const PAGE = `<!doctype html><meta charset="utf-8"><title>Benchmark</title>
<input type="file" multiple><script type="module" src="/page.js"></script>`;

const ENTRY = fileURLToPath(import.meta.resolve("./page.ts"));

/** Serves a page that holds a job's suite, on this machine only: where WebCrypto works. */
export async function servePage(job: Job): Promise<{ url: string; close(): void }> {
  const files = await bundle(job);
  const server = createServer((request, response) => {
    const script = files.get(request.url ?? "");
    if (request.url === "/") {
      response.setHeader("Content-Type", "text/html");
      response.end(PAGE);
    } else if (script) {
      response.setHeader("Content-Type", "text/javascript");
      response.end(script);
    } else {
      response.writeHead(404).end();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The page's script, with the suite in it, and those of the workers, by path. */
async function bundle({ suite, workers = [] }: Job): Promise<Map<string, string>> {
  const page = `
    import { tasks } from ${JSON.stringify(resolve(suite))};
    import { offer } from ${JSON.stringify(ENTRY)};
    offer(tasks);`;
  const options = { bundle: true, format: "esm", minify: true, target: "es2024" } as const;
  const results = await Promise.all([
    build({
      ...options,
      stdin: { contents: page, resolveDir: process.cwd() },
      outfile: "/page.js",
      write: false,
    }),
    build({
      ...options,
      entryPoints: [...workers],
      outdir: "/",
      entryNames: "[name]",
      write: false,
    }),
  ]);
  const outputs = results.flatMap(({ outputFiles }) => outputFiles);
  return new Map(outputs.map(({ path, text }) => [path.slice(path.lastIndexOf("/")), text]));
}
