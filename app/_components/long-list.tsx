"use client";

import type { ReactNode } from "react";
import { Fragment, lazy, Suspense } from "react";
import { lazyOf } from "./lazy.ts";
import type { LongListProps } from "./list-props.ts";

/** Above so many rows only those near the visible part are on the page. */
const LONG = 60;

const VirtualList = lazy(() => import("./virtual-list.tsx").then(lazyOf("VirtualList"))) as <T>(
  props: LongListProps<T>,
) => ReactNode;

/** A list of any length: a long one is drawn where it is looked at. */
export function LongList<T>(props: LongListProps<T>) {
  const { items } = props;
  if (items.length <= LONG) return <ShortList {...props} />;
  return (
    <Suspense fallback={<ShortList {...props} items={items.slice(0, LONG)} />}>
      <VirtualList {...props} />
    </Suspense>
  );
}

function ShortList<T>(props: LongListProps<T>) {
  const { items, keyOf, row, gap = 0, label, className, ordered = false } = props;
  const List = ordered ? "ol" : "ul";
  return (
    <List
      aria-label={label}
      className={className}
      style={gap > 0 ? { display: "flex", flexDirection: "column", gap } : undefined}
    >
      {items.map((item) => (
        <Fragment key={keyOf(item)}>{row(item, {})}</Fragment>
      ))}
    </List>
  );
}
