import type { CSSProperties, ReactNode } from "react";

/** What a row's `<li>` takes on: its place in a list of which only a part is on the page. */
export interface RowPlace {
  ref?: (element: HTMLLIElement | null) => void;
  "data-index"?: number;
  "aria-setsize"?: number;
  "aria-posinset"?: number;
  style?: CSSProperties;
}

export interface LongListProps<T> {
  items: readonly T[];
  keyOf: (item: T) => string;
  /** Draws an `<li>` that spreads the place. */
  row: (item: T, place: RowPlace) => ReactNode;
  /** About the height of a row, in pixels; each is measured when it is on the page. */
  estimate: number;
  /** Pixels between rows. */
  gap?: number;
  label?: string;
  className?: string;
  /** Its order tells something. */
  ordered?: boolean;
  /** The list scrolls in a box of its own instead of with the page. */
  boxed?: boolean;
}
