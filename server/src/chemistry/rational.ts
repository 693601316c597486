/** Placeholder to be replaced by the chemistry room: an exact rational number. */
export interface Rational {
  readonly numerator: number;
  readonly denominator: number;
}
