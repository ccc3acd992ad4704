"use client";

import type { Token, Tokens } from "marked";
import { marked } from "marked";
import type { ReactNode } from "react";
import { useMemo } from "react";
import { textOf } from "./text-of.ts";
import type { ViewProps } from "./view-props.ts";

/**
 * A text in Markdown. Only its structure is taken over, into elements of our own: HTML inside of it
 * shows as text, pictures as their description, and links lead to the web or to mail only.
 */
export function MarkdownView({ bytes }: ViewProps) {
  const tokens = useMemo(() => marked.lexer(textOf(bytes)), [bytes]);
  return <div className="space-y-3 break-words">{blocks(tokens)}</div>;
}

function blocks(tokens: readonly Token[] = []): ReactNode[] {
  // biome-ignore lint/suspicious/noArrayIndexKey: the text does not change
  return tokens.map((token, i) => <Block key={i} token={token} />);
}

const HEADINGS = ["text-heading", "text-lead", "font-semibold text-lead"] as const;

function Block({ token }: { token: Token }): ReactNode {
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "heading": {
      const { depth, tokens } = token as Tokens.Heading;
      // The dialog's title is the second level of the page.
      const Heading = `h${Math.min(6, depth + 2)}` as "h3";
      const look = HEADINGS[depth - 1] ?? "font-semibold";
      return <Heading className={`pt-2 ${look}`}>{inlines(tokens)}</Heading>;
    }
    case "paragraph":
      return <p>{inlines(token.tokens)}</p>;
    case "blockquote":
      return (
        <blockquote className="space-y-3 border-line border-l-3 pl-4 text-muted">
          {blocks(token.tokens)}
        </blockquote>
      );
    case "code":
      return (
        <pre className="overflow-x-auto rounded-control bg-sunken p-3.5 text-small">
          {token.text}
        </pre>
      );
    case "hr":
      return <hr className="border-line" />;
    case "list":
      return <List list={token as Tokens.List} />;
    case "table":
      return <Table table={token as Tokens.Table} />;
    case "checkbox":
      return <span>{(token as { checked?: boolean }).checked ? "☑ " : "☐ "}</span>;
    case "text":
      return <span>{token.tokens ? inlines(token.tokens) : token.text}</span>;
    default:
      return <p className="whitespace-pre-wrap font-mono text-small">{token.raw}</p>;
  }
}

function List({ list }: { list: Tokens.List }) {
  const Tag = list.ordered ? "ol" : "ul";
  return (
    <Tag
      {...(list.ordered && { start: Number(list.start) || 1 })}
      className={`space-y-1 pl-6 ${list.ordered ? "list-decimal" : "list-disc"}`}
    >
      {list.items.map((item, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: items have no other name
        <li key={i}>{blocks(item.tokens)}</li>
      ))}
    </Tag>
  );
}

function Table({ table }: { table: Tokens.Table }) {
  return (
    <div className="overflow-x-auto">
      <table className="border-collapse text-small">
        <thead>
          <tr>
            {table.header.map((cell, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name
              <th key={i} className="border-line border-b px-3 py-1.5 text-left">
                {inlines(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
            <tr key={i}>
              {row.map((cell, j) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells have no other name
                <td key={j} className="border-line border-b px-3 py-1.5 align-top">
                  {inlines(cell.tokens)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function inlines(tokens: readonly Token[] = []): ReactNode[] {
  // biome-ignore lint/suspicious/noArrayIndexKey: the text does not change
  return tokens.map((token, i) => <Inline key={i} token={token} />);
}

function Inline({ token }: { token: Token }): ReactNode {
  switch (token.type) {
    case "strong":
      return <strong>{inlines(token.tokens)}</strong>;
    case "em":
      return <em>{inlines(token.tokens)}</em>;
    case "del":
      return <del>{inlines(token.tokens)}</del>;
    case "codespan":
      return <code className="rounded-control bg-sunken px-1 text-small">{token.text}</code>;
    case "br":
      return <br />;
    case "image":
      return <span className="text-muted">[Picture: {token.text || "without a description"}]</span>;
    case "link": {
      const href = safeLink((token as Tokens.Link).href);
      if (href === null) return <span>{inlines(token.tokens)}</span>;
      return (
        <a href={href} target="_blank" rel="noreferrer noopener" className="underline">
          {inlines(token.tokens)}
        </a>
      );
    }
    case "text":
      return token.tokens ? inlines(token.tokens) : token.text;
    case "escape":
      return token.text;
    default:
      return token.raw;
  }
}

/** A link's address if it leads to the web or to mail; null for anything else. */
export function safeLink(href: string): string | null {
  try {
    const { protocol } = new URL(href);
    return ["https:", "http:", "mailto:"].includes(protocol) ? href : null;
  } catch {
    return null;
  }
}
