import { createRequire } from "node:module";

/** A node of the compiler's syntax tree: what it is, where it is, and whatever else it has. */
export interface SyntaxNode {
  nodeType: string;
  /** Offset and length in bytes of UTF-8, and the number of the file. */
  src: string;
  [field: string]: unknown;
}

const solc = createRequire(import.meta.url)("solc") as {
  compile(input: string, importing?: { import: (path: string) => object }): string;
};

/** The syntax tree of one source, parsed by the compiler that the project uses, without looking at its imports. */
export function parseSolidity(source: string): SyntaxNode {
  const input = {
    language: "Solidity",
    sources: { source: { content: source } },
    settings: { stopAfter: "parsing", outputSelection: { "*": { "": ["ast"] } } },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const ast: SyntaxNode | undefined = output.sources?.source?.ast;
  if (ast === undefined) throw new Error(JSON.stringify(output.errors, null, 2));
  return ast;
}

/**
 * The syntax trees of several sources, with what the compiler found out about types. `find` gives the text of an
 * imported file by its name.
 *
 * @throws Error where the compiler refuses them
 */
export function analyseSolidity(
  sources: Record<string, string>,
  find: (path: string) => string,
): Map<string, SyntaxNode> {
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(
      Object.entries(sources).map(([path, content]) => [path, { content }]),
    ),
    settings: { evmVersion: "cancun", outputSelection: { "*": { "": ["ast"] } } },
  };
  const importing = { import: (path: string) => ({ contents: find(path) }) };
  const output = JSON.parse(solc.compile(JSON.stringify(input), importing));
  const errors = (output.errors ?? []).filter(
    ({ severity }: { severity: string }) => severity === "error",
  );
  if (errors.length > 0) throw new Error(JSON.stringify(errors, null, 2));
  return new Map(Object.keys(sources).map((path) => [path, output.sources[path].ast]));
}

/** Visits the node and all below it, parents first; `path` holds the nodes above, the nearest last. */
export function walk(
  node: SyntaxNode,
  visit: (node: SyntaxNode, path: readonly SyntaxNode[]) => void,
  path: readonly SyntaxNode[] = [],
): void {
  visit(node, path);
  for (const child of childrenOf(node)) walk(child, visit, [...path, node]);
}

/** First and last byte of a node (the latter not included). */
export function rangeOf(node: SyntaxNode): [start: number, end: number] {
  const [start = 0, length = 0] = node.src.split(":").map(Number);
  return [start, start + length];
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "nodeType" in value;
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  return Object.values(node).flatMap((value) => {
    if (isNode(value)) return [value];
    return Array.isArray(value) ? value.filter(isNode) : [];
  });
}
