/** The section whose title and description are the record's; it belongs to every lease. */
export const COVER = 0;
