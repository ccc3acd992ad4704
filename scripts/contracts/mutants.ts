import type { SyntaxNode } from "./solidity-ast.ts";
import { isNode, rangeOf, walk } from "./solidity-ast.ts";

/** A place where a mutant changes the source: an expression that is replaced, or a statement that is left out. */
export type Site = { readonly start: number; readonly end: number } & (
  | {
      readonly kind: "expression";
      readonly text: string;
      /** What a number has to be made explicitly; else empty. */
      readonly type: string;
    }
  | { readonly kind: "statement" }
);

/** One small mistake that somebody could have made. */
export interface Mutant {
  readonly file: string;
  readonly line: number;
  /** The function it is in, with its contract or library. */
  readonly place: string;
  readonly operator: string;
  readonly before: string;
  readonly after: string;
  readonly sites: readonly Site[];
}

const RELATIONAL: Record<string, readonly string[]> = {
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "==": ["!="],
  "!=": ["=="],
};

const OTHERS: Record<string, readonly string[]> = {
  "&&": ["||"],
  "||": ["&&"],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  "&": ["|"],
  "|": ["&"],
  "^": ["&"],
  "<<": [">>"],
  ">>": ["<<"],
};

const CONSTANT = /^_?[A-Z][A-Z0-9_]+$/;

/** All mutants of the functions in a source file, whose tree has been analysed (it has types). */
export function findMutants(ast: SyntaxNode, { file, source }: { file: string; source: Buffer }) {
  const found: Mutant[] = [];
  walk(ast, (node, path) => {
    const body = path.find((above) => above.nodeType === "FunctionDefinition")?.body;
    if (!isNode(body) || !(path.includes(body) || node === body)) return;
    const names = path.filter(({ nodeType }) => /^(Contract|Function)Definition$/.test(nodeType));
    const place = names.map(({ name, kind }) => String(name || kind)).join(".");
    const at = rangeOf(node)[0];
    const line = source.subarray(0, at).toString("utf8").split("\n").length;
    for (const change of changesOf(node, path, source)) {
      found.push({ file, line, place, before: textOf(node, source), ...change });
    }
  });
  return found;
}

type Change = Pick<Mutant, "operator" | "after" | "sites">;

function changesOf(node: SyntaxNode, path: readonly SyntaxNode[], source: Buffer): Change[] {
  const parent = path.at(-1);
  switch (node.nodeType) {
    case "BinaryOperation":
      return binaryChanges(node, source);
    case "UnaryOperation":
      return unaryChanges(node, source);
    case "Literal":
      return literalChanges(node, parent, source);
    case "Identifier":
    case "MemberAccess":
      return isTarget(node, parent) ? [] : constantChanges(node, source);
    case "IfStatement":
    case "Conditional":
      return isNode(node.condition) ? decisions(node.condition, source) : [];
    case "FunctionCall":
      return swaps(node, source);
    case "ExpressionStatement":
    case "EmitStatement":
    case "RevertStatement":
    case "Return":
      return removals(node, parent, source);
    default:
      return [];
  }
}

function binaryChanges(node: SyntaxNode, source: Buffer): Change[] {
  const { leftExpression: left, rightExpression: right, operator } = node;
  if (!isNode(left) || !isNode(right)) return [];
  const name = String(operator);
  const relational = RELATIONAL[name];
  const changes = (relational ?? OTHERS[name] ?? []).map((other) => {
    const text = `(${textOf(left, source)}) ${other} (${textOf(right, source)})`;
    return replaced(node, relational ? "relational" : kindOf(name), text);
  });
  if (name !== "&&" && name !== "||") return changes;
  return [...changes, ...decisions(left, source), ...decisions(right, source)];
}

const kindOf = (operator: string) =>
  /^[+\-*/%]$/.test(operator) ? "arithmetic" : /^(&&|\|\|)$/.test(operator) ? "logical" : "bitwise";

function unaryChanges(node: SyntaxNode, source: Buffer): Change[] {
  const { subExpression: inner, operator } = node;
  if (!isNode(inner) || (operator !== "!" && operator !== "~")) return [];
  return [replaced(node, operator === "!" ? "logical" : "bitwise", textOf(inner, source))];
}

function literalChanges(
  node: SyntaxNode,
  parent: SyntaxNode | undefined,
  source: Buffer,
): Change[] {
  if (node.kind !== "number") return [];
  const text = textOf(node, source);
  const type = literalType(parent);
  const changes = [replaced(node, "constant", `${text} + 1`, type)];
  if (Number(text) > 0) changes.push(replaced(node, "constant", `${text} - 1`, type));
  return changes;
}

/** The type that a number has where it stands: both ways of a conditional must have one. */
function literalType(parent: SyntaxNode | undefined): string {
  const common = parent?.commonType as { typeString?: string } | undefined;
  if (common?.typeString === "bytes32") return "bytes32";
  if (parent?.nodeType === "Return" || parent?.nodeType === "Conditional") return ""; // as declared
  const target = isNode(parent?.expression) ? typeOf(parent.expression) : "";
  return target === "type(address)" ? "uint160" : "uint256";
}

function constantChanges(node: SyntaxNode, source: Buffer): Change[] {
  const name = String(node.name ?? node.memberName);
  const text = textOf(node, source);
  const type = typeOf(node);
  if (/^type\(u?int\d+\)\.max$/.test(text)) return [replaced(node, "constant", `${text} - 1`)];
  if (!CONSTANT.test(name)) return [];
  if (type === "bool") return [replaced(node, "constant", `!${text}`)];
  if (type === "bytes32") return [replaced(node, "constant", `~${text}`)];
  if (type !== "uint256") return [];
  return [replaced(node, "constant", `${text} + 1`), replaced(node, "constant", `${text} - 1`)];
}

/** A condition that always, or never, holds. */
function decisions(condition: SyntaxNode, source: Buffer): Change[] {
  return ["true", "false"].map((text) => ({
    ...replaced(condition, "condition", text),
    after: `${text} for ${textOf(condition, source)}`,
  }));
}

/** Neighbouring arguments of the same type, swapped. */
function swaps(call: SyntaxNode, source: Buffer): Change[] {
  const args = (call.arguments as SyntaxNode[] | undefined) ?? [];
  const changes: Change[] = [];
  for (let i = 0; i + 1 < args.length; i++) {
    const [one, other] = [args[i]!, args[i + 1]!];
    const [first, second] = [textOf(one, source), textOf(other, source)];
    if (typeOf(one) !== typeOf(other) || first === second || /literal|int_const/.test(typeOf(one)))
      continue;
    changes.push({
      operator: "arguments",
      after: `${second} and ${first} swapped`,
      sites: [siteOf(one, second), siteOf(other, first)],
    });
  }
  return changes;
}

function removals(node: SyntaxNode, parent: SyntaxNode | undefined, source: Buffer): Change[] {
  if (parent?.nodeType === "ForStatement") return []; // its step
  const assigned = isNode(node.expression) ? node.expression.leftHandSide : undefined;
  // Without it the compiler would refuse the storage pointer's later use.
  if (isNode(assigned) && /storage pointer$/.test(typeOf(assigned))) return [];
  const [start, end] = rangeOf(node);
  const site: Site = { kind: "statement", start, end: source.indexOf(";", end - 1) + 1 };
  const operator =
    { EmitStatement: "emit", RevertStatement: "revert", Return: "return" }[node.nodeType] ??
    "statement";
  return [{ operator: `removed ${operator}`, after: "", sites: [site] }];
}

function replaced(node: SyntaxNode, operator: string, text: string, type = ""): Change {
  return { operator, after: text, sites: [siteOf(node, text, type)] };
}

function siteOf(node: SyntaxNode, text: string, type = ""): Site {
  const [start, end] = rangeOf(node);
  return { kind: "expression", start, end, text, type };
}

/** Whether the node is what an assignment assigns to, or a name that is no value by itself. */
function isTarget(node: SyntaxNode, parent: SyntaxNode | undefined): boolean {
  return parent?.leftHandSide === node;
}

function textOf(node: SyntaxNode, source: Buffer): string {
  const [start, end] = rangeOf(node);
  return source.subarray(start, end).toString("utf8").replace(/\s+/g, " ");
}

function typeOf(node: SyntaxNode): string {
  return (node.typeDescriptions as { typeString?: string } | undefined)?.typeString ?? "";
}
