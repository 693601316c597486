/** Which curves can be chosen, and which one a row of the table belongs to. */
import { maximumSeries } from '../charts/palette.ts';
import type { CurveChoice, Row } from '../messages.ts';

/** Elements drawn before the user has chosen some. */
const firstElements = 3;

export function basesOf(offers: readonly CurveChoice[]): readonly string[] {
  return [...new Set(offers.map((offer) => offer.base))];
}

/** What gives way in a base, as the value and the label of a choice. */
export function placesOf(
  offers: readonly CurveChoice[],
  base: string,
): readonly { readonly value: string; readonly label: string }[] {
  return offers
    .filter((offer) => offer.base === base)
    .map((offer) => ({ value: placeOf(offer), label: `site ${offer.site}: ${offer.from} gives way` }));
}

export function placeOf(choice: Pick<CurveChoice, 'site' | 'from'>): string {
  return `${choice.site}/${choice.from}`;
}

/** The offer for a base and a place, or the base's first where it has no such place. */
export function offerFor(
  offers: readonly CurveChoice[],
  base: string,
  place: string | undefined,
): CurveChoice | undefined {
  const ofBase = offers.filter((offer) => offer.base === base);
  return ofBase.find((offer) => placeOf(offer) === place) ?? ofBase[0];
}

/** The elements of `wanted` that the offer has, or its first few where it has none of them. */
export function withElements(offer: CurveChoice, wanted: readonly string[]): CurveChoice {
  const known = wanted.filter((element) => offer.to.includes(element));
  const chosen = known.length > 0 ? known.slice(0, maximumSeries) : offer.to.slice(0, firstElements);
  return { ...offer, to: chosen };
}

/** A choice kept over a reload, if the results still offer it; otherwise the first curves there are. */
export function restoredChoice(
  offers: readonly CurveChoice[],
  kept: CurveChoice | undefined,
): CurveChoice | undefined {
  const offer = kept && offers.find((one) => one.base === kept.base && placeOf(one) === placeOf(kept));
  if (offer !== undefined && kept !== undefined) return withElements(offer, kept.to);
  const first = offers[0];
  return first && withElements(first, []);
}

/** The curve on which a row lies, its element first; undefined for a base or a row with several changes. */
export function choiceOfRow(
  offers: readonly CurveChoice[],
  row: Row,
  shown: CurveChoice | undefined,
): CurveChoice | undefined {
  const change = /^(.+?): (.+?) \u2192 (.+)$/.exec(row.change);
  if (change === null) return undefined;
  const [, site = '', from = '', to = ''] = change;
  const offer = offers.find((one) => one.base === row.base && one.site === site && one.from === from);
  if (offer === undefined || !offer.to.includes(to)) return undefined;
  const same = shown !== undefined && shown.base === offer.base && placeOf(shown) === placeOf(offer);
  const others = same ? shown.to.filter((element) => element !== to) : [];
  return withElements(offer, [to, ...others]);
}
