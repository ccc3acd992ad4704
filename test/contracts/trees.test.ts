import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { artifacts } from "hardhat";
import type { Suite } from "mocha";

const FOLDER = join(import.meta.dirname, "trees");

/**
 * The trees of `trees/*.tree` state what each function has to do in which case; the tests carry their names. This holds
 * the two together: a branch without a test fails, and so does a test without a branch.
 */
describe("branch trees", () => {
  it("it should name exactly the tests that there are", function () {
    const tests = rootOf(this.test!.parent!)
      .suites.filter(({ title }) => title !== "branch trees")
      .flatMap((suite) => pathsOf(suite))
      .toSorted();
    expect(tests).to.deep.equal(trees().flatMap(parse).toSorted());
  });

  it("it should have a tree for every function", async () => {
    const roots = trees().map((text) => text.split("\n")[0]!);
    for (const contract of ["Ledger", "KeyDirectory"]) {
      const { abi } = await artifacts.readArtifact(contract);
      const names = abi.filter(({ type }) => type === "function").map(({ name }) => name);
      expect(roots).to.include.members(names);
    }
  });
});

function trees(): string[] {
  return readdirSync(FOLDER).map((file) => readFileSync(join(FOLDER, file), "utf8"));
}

function rootOf(suite: Suite): Suite {
  return suite.parent === undefined ? suite : rootOf(suite.parent);
}

function pathsOf(suite: Suite, above = ""): string[] {
  const path = above === "" ? suite.title : `${above} / ${suite.title}`;
  return [
    ...suite.tests.map(({ title }) => `${path} / ${title}`),
    ...suite.suites.flatMap((inner) => pathsOf(inner, path)),
  ];
}

/** The leaves of a file's trees, each with all that stands above it. */
function parse(text: string): string[] {
  const above: string[] = [];
  const leaves: string[] = [];
  for (const line of text.split("\n")) {
    const [, branches = "", name = ""] = /^((?:[│ ] {3})*(?:[├└]── )?)(.*)$/.exec(line) ?? [];
    if (name === "") continue;
    const depth = branches.length / 4;
    above.splice(depth, above.length, name);
    if (name.startsWith("it should ")) leaves.push(above.join(" / "));
  }
  return leaves;
}
