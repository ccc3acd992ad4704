// `npm run build:walkaway`: the walk-away page as one HTML file that needs no other.
import { createHash } from "node:crypto";
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { build } from "esbuild";

export const WALK_AWAY = "out/walk-away.html";

const FOLDER = "walkaway";

/** Builds the page. The same sources make the same bytes. */
export async function buildWalkAway(root = process.cwd()): Promise<string> {
  const read = (file: string) => readFileSync(resolve(root, file), "utf8");
  const deployments = globSync("deployments/*.json", { cwd: root })
    .sort()
    .map((file) => JSON.parse(read(file)) as unknown);
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`${FOLDER}/main.ts`],
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2023",
    charset: "utf8",
    legalComments: "none",
    logLevel: "error",
    define: {
      DEPLOYMENTS: JSON.stringify(deployments),
      "process.env.NODE_ENV": '"production"',
    },
  });
  // Neither may end its element early.
  const script = `\n${(outputFiles[0]?.text ?? "").replaceAll("</script", "<\\/script").trim()}\n`;
  const style = `\n:root {${tokensOf(read("app/globals.css"))}}\n${read(`${FOLDER}/style.css`)}`;
  const insert = (page: string, [place, text]: readonly [string, string]) => {
    if (page.split(place).length !== 2) throw new Error(`The page has not one place ${place}.`);
    return page.replace(place, () => text);
  };
  return [
    ['content="policy"', `content="${policyOf({ script, style })}"`] as const,
    ["/* style */", style] as const,
    ["/* script */", script] as const,
  ].reduce(insert, read(`${FOLDER}/page.html`));
}

/** The app's colours: one source for both. */
function tokensOf(css: string): string {
  return [...css.matchAll(/--color-[a-z-]+: light-dark\([^;]+;/g)]
    .map(([token]) => token)
    .join(" ");
}

/** Only this script and this style; connections only to what people enter, which may be anything. */
function policyOf({ script, style }: { script: string; style: string }): string {
  return [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "connect-src https: http:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

if (import.meta.main) {
  const target = process.argv[2] ?? WALK_AWAY;
  const html = await buildWalkAway();
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, html);
  const digest = createHash("sha256").update(html).digest("hex");
  console.log(`${target}: ${Math.round(Buffer.byteLength(html) / 1024)} KiB, SHA-256 ${digest}`);
}
