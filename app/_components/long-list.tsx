"use client";

import type { ReactNode } from "react";
import { Fragment, lazy, Suspense, useState } from "react";
import { lazyOf } from "./lazy.ts";
import type { LongListProps } from "./list-props.ts";
import { Skeleton } from "./skeleton.tsx";

/** Above so many rows only those near the visible part are on the page. */
const LONG = 60;

type List = <T>(props: LongListProps<T>) => ReactNode;

let loaded: List | null = null;

/** Loads what long lists are drawn by; where one is about to be shown, it is there by then. */
export async function loadLongList(): Promise<{ VirtualList: List }> {
  const module = await import("./virtual-list.tsx");
  loaded = module.VirtualList;
  return module;
}

const LazyList = lazy(() => loadLongList().then(lazyOf("VirtualList"))) as List;

/** A list of any length: a long one is drawn where it is looked at. */
export function LongList<T>(props: LongListProps<T>) {
  const [VirtualList] = useState(() => loaded ?? LazyList);
  if (props.items.length <= LONG) return <ShortList {...props} />;
  // No rows meanwhile: what each of them reads would be given up when they move.
  return (
    <Suspense fallback={<Skeleton label="Loading the list" lines={8} />}>
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
