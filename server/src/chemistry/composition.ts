/** Placeholder to be replaced by the chemistry room: exact amounts of elements. */
export interface Composition {
  readonly elements: readonly string[];
}
