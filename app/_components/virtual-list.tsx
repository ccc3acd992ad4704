"use client";

import type { Range, Virtualizer } from "@tanstack/react-virtual";
import {
  defaultRangeExtractor,
  useVirtualizer,
  useWindowVirtualizer,
} from "@tanstack/react-virtual";
import type { FocusEvent } from "react";
import { Fragment, useCallback, useLayoutEffect, useRef, useState } from "react";
import type { LongListProps } from "./list-props.ts";

/** Rows kept above and below the visible part, so that the Tab key finds the next one. */
const AROUND = 8;

/**
 * A list of which only the rows near the visible part are on the page. Each says its place among all
 * (`aria-posinset`, `aria-setsize`), and the one that has the focus stays while others come and go.
 */
export function VirtualList<T>(props: LongListProps<T>) {
  return props.boxed ? <BoxedList {...props} /> : <PageList {...props} />;
}

function BoxedList<T>(props: LongListProps<T>) {
  const box = useRef<HTMLDivElement>(null);
  const { settings, onFocus, onBlur } = useSettings(props);
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLLIElement>({
    ...settings,
    getScrollElement: () => box.current,
  });
  return (
    <div ref={box} className="max-h-[70dvh] overflow-y-auto overscroll-contain">
      <Rows {...props} virtualizer={virtualizer} margin={0} onFocus={onFocus} onBlur={onBlur} />
    </div>
  );
}

function PageList<T>(props: LongListProps<T>) {
  const place = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  const { settings, onFocus, onBlur } = useSettings(props);
  // What stands above the list may grow or shrink at any time.
  useLayoutEffect(() => {
    const measure = () => {
      const top = place.current?.getBoundingClientRect().top ?? 0;
      setMargin(Math.round(top + window.scrollY));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    measure();
    return () => observer.disconnect();
  }, []);
  const virtualizer = useWindowVirtualizer<HTMLLIElement>({ ...settings, scrollMargin: margin });
  return (
    <div ref={place}>
      <Rows
        {...props}
        virtualizer={virtualizer}
        margin={margin}
        onFocus={onFocus}
        onBlur={onBlur}
      />
    </div>
  );
}

function useSettings<T>({ items, keyOf, estimate, gap = 0 }: LongListProps<T>) {
  const [focused, setFocused] = useState<number | null>(null);
  const rangeExtractor = useCallback(
    (range: Range) => {
      const rows = defaultRangeExtractor(range);
      if (focused === null || focused >= range.count || rows.includes(focused)) return rows;
      return [...rows, focused].sort((a, b) => a - b);
    },
    [focused],
  );
  return {
    settings: {
      count: items.length,
      estimateSize: () => estimate,
      getItemKey: (i: number) => {
        const item = items[i];
        return item === undefined ? i : keyOf(item);
      },
      gap,
      overscan: AROUND,
      rangeExtractor,
    },
    onFocus: ({ target }: FocusEvent) => {
      const row = target.closest<HTMLElement>("li[data-index]");
      setFocused(row === null ? null : Number(row.dataset.index));
    },
    onBlur: () => setFocused(null),
  };
}

interface RowsProps<T, Box extends Element | Window> extends LongListProps<T> {
  virtualizer: Virtualizer<Box, HTMLLIElement>;
  margin: number;
  onFocus: (event: FocusEvent) => void;
  onBlur: () => void;
}

function Rows<T, Box extends Element | Window>(props: RowsProps<T, Box>) {
  const { items, row, label, className, virtualizer, margin, onFocus, onBlur } = props;
  const List = props.ordered ? "ol" : "ul";
  return (
    <List
      aria-label={label}
      className={className}
      onFocus={onFocus}
      onBlur={onBlur}
      style={{ position: "relative", height: virtualizer.getTotalSize() }}
    >
      {virtualizer.getVirtualItems().map(({ index, key, start }) => {
        const item = items[index];
        if (item === undefined) return null;
        return (
          <Fragment key={key}>
            {row(item, {
              ref: virtualizer.measureElement,
              "data-index": index,
              "aria-setsize": items.length,
              "aria-posinset": index + 1,
              style: {
                position: "absolute",
                insetInline: 0,
                top: 0,
                transform: `translateY(${start - margin}px)`,
              },
            })}
          </Fragment>
        );
      })}
    </List>
  );
}
