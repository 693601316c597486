/**
 * Every message between the results page and the extension. Both sides check what they receive against these schemas, since a page
 * may be restored from a state that an older version wrote, and since a page is the less trusted of the two.
 */
import * as z from 'zod';

// Compiled validators need `eval`, which the page's content security policy forbids.
z.config({ jitless: true });

/** Values of messages are finite; a row whose prediction failed has no number rather than a strange one. */
const number = z.number();
const count = z.number().int().nonnegative();
const domain = z.enum(['in', 'edge', 'out']);

/** A quantity beside the gap, with its 90 % interval. */
const resultValue = z.object({ value: number, low: number, high: number, domain });

export const furtherQuantity = z.enum(['hull', 'spinel']);
export type FurtherQuantity = z.infer<typeof furtherQuantity>;

export const resultRow = z.object({
  index: count,
  formula: z.string(),
  spaceGroup: count,
  base: z.string(),
  sites: z.record(z.string(), z.string()),
  change: z.string(),
  x: number.optional(),
  gap: number.optional(),
  sigma: number.optional(),
  low: number.optional(),
  high: number.optional(),
  metal: number.optional(),
  domain: domain.optional(),
  hull: resultValue.optional(),
  spinel: resultValue.optional(),
  neutral: z.boolean(),
  kept: z.boolean(),
  rank: count.optional(),
});
export type Row = z.infer<typeof resultRow>;

export const sortKeys = ['index', 'formula', 'gap', 'sigma', 'metal', 'hull', 'spinel', 'x', 'rank'] as const;

export const resultsView = z.object({
  sort: z.object({ by: z.enum(sortKeys), descending: z.boolean() }),
  filter: z.object({
    text: z.string().max(1000),
    keptOnly: z.boolean(),
    gapFrom: number.optional(),
    gapTo: number.optional(),
  }),
});
export type View = z.infer<typeof resultsView>;

/** A base, a site and the element that gives way; the substituting elements are the curves. */
export const curveChoice = z.object({
  base: z.string(),
  site: z.string(),
  from: z.string(),
  to: z.array(z.string()).max(200),
});
export type CurveChoice = z.infer<typeof curveChoice>;

const curvePoint = z.object({ x: number, gap: number, low: number, high: number, domain });

const curve = z.object({ element: z.string(), points: z.array(curvePoint) });
export type Curve = z.infer<typeof curve>;

/** What the page shows above the table; a part of the run's manifest. */
export const summary = z.object({
  title: z.string(),
  folder: z.string(),
  study: z.string(),
  state: z.enum(['running', 'complete']),
  model: z.string(),
  /** The models of further quantities, by name and version. */
  furtherModels: z.array(z.string()).optional(),
  device: z.string(),
  finished: z.string().optional(),
  counts: z.object({ distinct: count, predicted: count, failed: count, kept: count }),
  screens: z.array(z.object({ text: z.string(), kept: count, of: count, skipped: z.string().optional() })),
  rows: count,
  /** What the run predicted beside the gap. */
  further: z.array(furtherQuantity).optional(),
  curves: z.array(curveChoice),
});
export type Summary = z.infer<typeof summary>;

const problem = z.object({ message: z.string(), remedy: z.string().optional() });
export type Problem = z.infer<typeof problem>;

/** From the extension to the page. `request` repeats the number of the page's own message that is answered. */
export const toPage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('summary'), summary }),
  z.object({
    type: z.literal('rows'),
    request: count,
    offset: count,
    total: count,
    rows: z.array(resultRow),
  }),
  z.object({ type: z.literal('curves'), request: count, curves: z.array(curve) }),
  /** A request failed; without a number, the page as a whole has nothing to show. */
  z.object({ type: z.literal('failed'), request: count.optional(), problem }),
  /** A file was written, or the user changed their mind. */
  z.object({ type: z.literal('saved'), request: count, path: z.string().optional() }),
]);
export type ToPage = z.infer<typeof toPage>;

export const saveFormats = ['svg', 'png', 'csv'] as const;
export type SaveFormat = (typeof saveFormats)[number];

/** From the page to the extension. */
export const fromPage = z.discriminatedUnion('type', [
  /** The page listens now. It is sent again after a reload, and to try again after a failure. */
  z.object({ type: z.literal('ready') }),
  z.object({
    type: z.literal('rows'),
    request: count,
    view: resultsView,
    offset: count,
    limit: z.number().int().positive().max(1000),
  }),
  z.object({ type: z.literal('curves'), request: count, choice: curveChoice }),
  /** Text of an SVG or CSV file, or the base64 form of a PNG. */
  z.object({
    type: z.literal('save'),
    request: count,
    format: z.enum(saveFormats),
    name: z.string().max(200),
    content: z.string().max(50_000_000),
  }),
  /** The whole table as narrowed and sorted; the extension fetches the rows, since the page holds one window only. */
  z.object({ type: z.literal('saveRows'), request: count, view: resultsView, name: z.string().max(200) }),
  z.object({ type: z.literal('openStudy') }),
]);
export type FromPage = z.infer<typeof fromPage>;

/** What the page keeps over a reload, and what the extension revives it from. */
export const pageState = z.object({
  schema: z.literal(1),
  folder: z.string(),
  view: resultsView,
  /** The first row in sight. */
  firstRow: count,
  choice: curveChoice.optional(),
  /** Whether the curves are shown as a table. */
  asTable: z.boolean(),
});
export type PageState = z.infer<typeof pageState>;

/** The order of the run: by rank where the study has one, which is the order of the candidates where it has none. */
export const orderOfTheRun: View['sort'] = { by: 'rank', descending: false };

export const initialView: View = {
  sort: orderOfTheRun,
  filter: { text: '', keptOnly: false },
};
