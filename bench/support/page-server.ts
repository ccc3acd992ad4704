import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const PAGE = `<!doctype html><meta charset="utf-8"><title>Benchmark</title>
<input type="file" multiple><script type="module" src="/page.js"></script>`;

const ENTRY = fileURLToPath(import.meta.resolve("./page.ts"));

/** Serves a page that holds a suite, on this machine only: where WebCrypto works. */
export async function servePage(suite: string): Promise<{ url: string; close(): void }> {
  const files = await bundle(suite);
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

/** The page's script with the suite in it, by path. */
async function bundle(suite: string): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { tasks } from ${JSON.stringify(resolve(suite))};
        import { offer } from ${JSON.stringify(ENTRY)};
        offer(tasks);`,
      resolveDir: process.cwd(),
      loader: "ts",
    },
    bundle: true,
    format: "esm",
    minify: true,
    target: "es2024",
    outfile: "/page.js",
    write: false,
    logLevel: "error",
  });
  return new Map(outputFiles.map(({ path, text }) => [path.slice(path.lastIndexOf("/")), text]));
}
