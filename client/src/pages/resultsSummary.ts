/** From the server's answers to what the results page is told. */
import type { ResultsSummary, ResultsView } from '@spinel-studio/server/protocol';
import type { Summary, View } from '@spinel-studio/webviews/messages';

export function summaryOf(folder: string, { manifest, rows, further, curves }: ResultsSummary): Summary {
  const { study, model, device, counts } = manifest;
  return {
    title: study.title,
    folder,
    study: study.file,
    state: manifest.state,
    model: `${model.id} ${model.version}`,
    ...furtherModels(manifest, further),
    device,
    ...(manifest.finished === undefined ? {} : { finished: manifest.finished }),
    counts: {
      distinct: counts.distinct,
      predicted: counts.predicted,
      failed: counts.failed,
      kept: counts.kept,
    },
    screens: manifest.screens.map(({ text, kept, of, skipped }) => ({
      text,
      kept,
      of,
      ...(skipped === undefined ? {} : { skipped }),
    })),
    rows,
    further: [...further],
    curves: curves.map(({ base, site, from, to }) => ({ base, site, from, to: [...to] })),
  };
}

/** The models of what was predicted beside the gap, by name and version. */
function furtherModels(
  { models = [] }: ResultsSummary['manifest'],
  further: ResultsSummary['further'],
): Pick<Summary, 'furtherModels'> {
  const used = models.filter(({ quantity }) => further.some((one) => one === quantity));
  return used.length === 0 ? {} : { furtherModels: used.map(({ id, version }) => `${id} ${version}`) };
}

/** Messages leave out what is undefined; the protocol names it. */
export function viewOf({ sort, filter }: View): ResultsView {
  return { sort, filter: { ...filter, gapFrom: filter.gapFrom, gapTo: filter.gapTo } };
}
