// `npm run gallery`: takes the pictures of all screens anew, and lists them in docs/gallery/README.md.
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { runChild } from "./child.ts";

const GALLERY = "docs/gallery";
const LOOKS = ["desktop-light", "desktop-dark", "phone-light", "phone-dark"] as const;

rmSync(GALLERY, { recursive: true, force: true });
const suite = ["scripts/test/run.ts", "e2e", "test/e2e/gallery.test.ts", "--update-snapshots=all"];
const { code } = await runChild(process.execPath, suite, { show: true });
writeFileSync(`${GALLERY}/README.md`, page(screens()));
process.exitCode = code ?? 1;

function screens(): string[] {
  const suffix = `-${LOOKS[0]}.png`;
  const files = readdirSync(GALLERY).filter((file) => file.endsWith(suffix));
  return files.map((file) => file.slice(0, -suffix.length)).sort();
}

function page(names: readonly string[]): string {
  const cell = (name: string, look: string) => `![${name}, ${look}](${name}-${look}.png)`;
  const rows = names.map(
    (name) => `| ${[name, ...LOOKS.map((it) => cell(name, it))].join(" | ")} |`,
  );
  return `# The screens

Taken from a devnet whose clock begins at the same moment each time. \`npm test\` takes them again and
compares; after a change that is meant, \`npm run gallery\` replaces them.

| screen | ${LOOKS.map((look) => look.replace("-", ", ")).join(" | ")} |
| --- | --- | --- | --- | --- |
${rows.join("\n")}
`;
}
