import type { SyntaxNode } from "./solidity-ast.ts";
import { isNode, parseSolidity, rangeOf, walk } from "./solidity-ast.ts";

/** A line of the spread-out source: where it comes from, and which branch it stands for, if it is a marker. */
export interface SpreadLine {
  line: number;
  branch?: string;
}

export interface Spread {
  source: string;
  lines: SpreadLine[];
}

interface Insertion {
  at: number;
  text: string;
}

const MARKER = /^0; \/\/ (.*)$/;

/**
 * Spreads a Solidity source so that a tool that only knows whether a line was executed shows which branches were taken:
 * each statement begins a line, each way out of an `if` begins with a statement that does nothing, and each `&&`, `||`
 * and `? :` is preceded by an `if` over its condition, with such a statement on both sides.
 */
export function spreadBranches(source: string): Spread {
  const bytes = Buffer.from(source, "utf8");
  const textOf = (node: SyntaxNode) => {
    const [start, end] = rangeOf(node);
    return bytes.subarray(start, end).toString("utf8").replace(/\s+/g, " ");
  };
  const insertions: Insertion[] = [];
  const insert = (at: number, text: string) => insertions.push({ at, text });
  const both = (condition: string) =>
    `\nif (${condition}) {${marker(condition, true)}} else {${marker(condition, false)}}\n`;

  walk(parseSolidity(source), (node, path) => {
    if (isStatement(node, path)) {
      const before = conditionsOf(node).map((inner) => both(textOf(inner)));
      insert(rangeOf(node)[0], `\n${before.join("")}`);
    }
    if (node.nodeType === "IfStatement") {
      spreadIf(node, { bytes, nameOf: textOf, insert });
    }
  });
  return assemble(bytes, insertions);
}

interface Spreading {
  bytes: Buffer;
  nameOf: (node: SyntaxNode) => string;
  insert: (at: number, text: string) => void;
}

function spreadIf(node: SyntaxNode, { bytes, nameOf, insert }: Spreading): void {
  const { condition, trueBody, falseBody } = node;
  if (!isNode(condition) || !isNode(trueBody)) throw new Error("An if without its parts");
  const name = nameOf(condition);
  const wrap = (body: SyntaxNode, way: boolean, rest: string) => {
    insert(rangeOf(body)[0], `{${marker(name, way)}`);
    insert(endOf(body, bytes), `\n}${rest}`);
  };
  wrap(trueBody, true, isNode(falseBody) ? "" : ` else {${marker(name, false)}}`);
  if (isNode(falseBody)) wrap(falseBody, false, "");
}

/** The end of a statement with its semicolon, which the compiler leaves out but for a bare `return`. */
function endOf(statement: SyntaxNode, bytes: Buffer): number {
  const [, end] = rangeOf(statement);
  if (statement.nodeType.endsWith("Block") || statement.nodeType === "IfStatement") return end;
  return bytes.indexOf(";", end - 1) + 1;
}

const marker = (condition: string, way: boolean) => `\n0; // ${condition} is ${way}\n`;

/** Whether the node stands in a block, by itself. */
function isStatement(node: SyntaxNode, path: readonly SyntaxNode[]): boolean {
  const parent = path.at(-1);
  const isBlock = parent?.nodeType === "Block" || parent?.nodeType === "UncheckedBlock";
  return isBlock && !node.nodeType.endsWith("Block");
}

/** What decides inside a statement's own expressions; the statements in it have their turn. */
function conditionsOf(statement: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  walk(statement, (node, path) => {
    const parent = path.at(-1);
    if (path.some((above) => above !== statement && isInner(above, path))) return;
    if (node.nodeType === "Conditional" && isNode(node.condition)) found.push(node.condition);
    if (!isShortCircuit(node)) return;
    if (isNode(node.leftExpression)) found.push(node.leftExpression);
    // A condition is shown by what it decides; elsewhere nothing would show the ways of the whole.
    const decides = ["IfStatement", "Conditional"].includes(parent?.nodeType ?? "");
    if (!decides && !(parent !== undefined && isShortCircuit(parent))) found.push(node);
  });
  return found;
}

/** Whether a node on the way down belongs to a statement further in. */
function isInner(node: SyntaxNode, path: readonly SyntaxNode[]): boolean {
  return node.nodeType.endsWith("Block") || isStatement(node, path.slice(0, path.indexOf(node)));
}

function isShortCircuit(node: SyntaxNode): boolean {
  return node.nodeType === "BinaryOperation" && (node.operator === "&&" || node.operator === "||");
}

function assemble(bytes: Buffer, insertions: Insertion[]): Spread {
  // A stable order: what was asked for first at a place comes first.
  const ordered = insertions.toSorted((one, other) => one.at - other.at);
  let source = "";
  let line = 1;
  let from = 0;
  const lines: SpreadLine[] = [];
  let current = "";
  const take = (text: string, original: boolean) => {
    source += text;
    for (const char of text) {
      if (char !== "\n") {
        current += char;
        continue;
      }
      const branch = MARKER.exec(current)?.[1];
      lines.push(branch === undefined ? { line } : { line, branch });
      current = "";
      if (original) line += 1;
    }
  };
  for (const { at, text } of ordered) {
    take(bytes.subarray(from, at).toString("utf8"), true);
    take(text, false);
    from = at;
  }
  take(bytes.subarray(from).toString("utf8"), true);
  return { source, lines };
}
