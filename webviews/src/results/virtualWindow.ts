/** Which rows of a long table are in sight, and where they lie, without more than one screen of them on the page. */

/** Browsers stop laying out near 33 million pixels; beyond this height, scrolling is scaled. */
export const maximumHeight = 15_000_000;

export interface TableSize {
  readonly rows: number;
  readonly rowHeight: number;
  /** Height in which rows can be seen. */
  readonly viewport: number;
}

export interface RowWindow {
  readonly first: number;
  /** One past the last row that is at least partly in sight. */
  readonly end: number;
  /** Where the first row's upper edge lies in the scrolled content, in pixels. */
  readonly top: number;
}

/** The height of the scrolled content. */
export function contentHeight(size: TableSize): number {
  return Math.min(size.rows * size.rowHeight, maximumHeight);
}

/** Real pixels of table per pixel of scrolling; 1 unless the table is too high to be laid out. */
function scale(size: TableSize): number {
  const scrollable = contentHeight(size) - size.viewport;
  return scrollable > 0 ? Math.max(1, (size.rows * size.rowHeight - size.viewport) / scrollable) : 1;
}

export function windowAt(scrollTop: number, size: TableSize): RowWindow {
  const limit = Math.max(0, contentHeight(size) - size.viewport);
  const scrolled = Math.min(Math.max(0, scrollTop), limit);
  const real = scrolled * scale(size);
  const first = Math.min(Math.floor(real / size.rowHeight), Math.max(0, size.rows - 1));
  const end = Math.min(size.rows, Math.ceil((real + size.viewport) / size.rowHeight));
  return { first, end: Math.max(first, end), top: scrolled - (real - first * size.rowHeight) };
}

/** Where to scroll so that this row is the first in sight. */
export function scrollTopOf(row: number, size: TableSize): number {
  const limit = Math.max(0, contentHeight(size) - size.viewport);
  return Math.min((row * size.rowHeight) / scale(size), limit);
}

/** Where to scroll so that a row is wholly in sight, moving as little as possible. */
export function scrollTopToShow(row: number, scrollTop: number, size: TableSize): number {
  const real = scrollTop * scale(size);
  const upper = row * size.rowHeight;
  if (upper < real) return scrollTopOf(row, size);
  const lower = upper + size.rowHeight - size.viewport;
  // A tiny surplus keeps rounding from cutting off the row's lower edge.
  return lower > real ? Math.max(0, lower / scale(size)) + 0.01 : scrollTop;
}
