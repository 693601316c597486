/** The page of a run's results: wires its parts to the extension and keeps its state. */
import { element } from '../dom.ts';
import { connectHost, RequestFailed } from '../host.ts';
import { initialView, type PageState, type Problem, pageState, type Summary } from '../messages.ts';
import { button, progressRing } from '../toolkit.ts';
import { CandidateTable } from './candidateTable.ts';
import { choiceOfRow, restoredChoice } from './curveChoices.ts';
import { CurvePanel } from './curvePanel.ts';
import { filterBar } from './filterBar.ts';
import { onThemeChange } from './pageTheme.ts';
import { summaryHeader } from './summaryHeader.ts';

const host = connectHost();
const root = element('main');
const notice = element('div', { class: 'notice', role: 'status', 'aria-live': 'polite' });
document.body.append(root, notice);

let panel: CurvePanel | undefined;
onThemeChange(() => panel?.draw());

function showNotice(text: string): void {
  notice.textContent = text;
}

function showFailure(reason: unknown): void {
  const remedy = reason instanceof RequestFailed ? reason.remedy : undefined;
  const message = reason instanceof Error ? reason.message : String(reason);
  showNotice(remedy === undefined ? message : `${message} ${remedy}`);
}

function stateKeeper(initial: PageState): (part: Partial<PageState>) => PageState {
  let state = initial;
  let timer = 0;
  host.keep(state);
  return (part) => {
    state = { ...state, ...part };
    // Scrolling changes the state with every frame; the editor stores it, so once it comes to rest is enough.
    clearTimeout(timer);
    timer = window.setTimeout(() => host.keep(state), 150);
    return state;
  };
}

function showResults(summary: Summary): void {
  const kept = host.restore(pageState);
  const same = kept?.folder === summary.folder ? kept : undefined;
  let state: PageState = {
    schema: 1,
    folder: summary.folder,
    view: same?.view ?? initialView,
    firstRow: same?.firstRow ?? 0,
    choice: restoredChoice(summary.curves, same?.choice),
    asTable: same?.asTable ?? false,
  };
  const keep = stateKeeper(state);
  const update = (part: Partial<PageState>): void => {
    state = keep(part);
  };

  const total = element('p', { class: 'total', role: 'status', 'aria-live': 'polite' });
  const table = new CandidateTable({
    further: summary.further ?? [],
    sort: state.view.sort,
    firstRow: state.firstRow,
    fetch: (offset, limit) => host.ask({ type: 'rows', view: state.view, offset, limit }, 'rows'),
    onSort: (sort) => {
      update({ view: { ...state.view, sort } });
      table.reload(sort);
    },
    onScroll: (firstRow) => update({ firstRow }),
    onTotal: (rows) => {
      const all = summary.rows.toLocaleString('en');
      total.textContent = `${rows.toLocaleString('en')} of ${all} candidates`;
    },
    onChoose: (row) => {
      const choice = choiceOfRow(summary.curves, row, state.choice);
      if (choice !== undefined) curves.choose(choice);
    },
    onFailure: showFailure,
  });
  const bar = filterBar({
    filter: state.view.filter,
    onFilter: (filter) => {
      update({ view: { ...state.view, filter } });
      table.reload(state.view.sort);
    },
    onSave: () => save({ type: 'saveRows', view: state.view, name: 'candidates.csv' }),
  });
  const curves = new CurvePanel({
    offers: summary.curves,
    model: summary.model,
    choice: state.choice,
    asTable: state.asTable,
    fetch: async (choice) => (await host.ask({ type: 'curves', choice }, 'curves')).curves,
    onChange: (choice, asTable) => update({ choice, asTable }),
    onSave: (format, name, content) => save({ type: 'save', format, name, content }),
    onFailure: showFailure,
  });
  panel = curves;
  const candidates = element('section', { class: 'candidates', 'aria-label': 'Candidates' }, [
    bar,
    total,
    table.element,
  ]);
  root.replaceChildren(
    summaryHeader(summary, () => host.send({ type: 'openStudy' })),
    element('div', { class: 'parts' }, [candidates, curves.element]),
  );
  table.reload(state.view.sort);
}

function save(request: Parameters<typeof host.ask>[0]): void {
  host.ask(request, 'saved').then(({ path }) => {
    if (path !== undefined) showNotice(`Saved ${path}`);
  }, showFailure);
}

/** Nothing can be shown at all: says why, what to do, and offers to try again. */
function showProblem(problem: Problem): void {
  const again = button({ label: 'Try again', primary: true, onPress: start });
  root.replaceChildren(
    element('section', { class: 'problem', role: 'alert' }, [
      element('h1', {}, ['The results cannot be shown']),
      element('p', {}, [problem.message]),
      ...(problem.remedy === undefined ? [] : [element('p', {}, [problem.remedy])]),
      again.element,
    ]),
  );
}

function start(): void {
  root.replaceChildren(
    element('div', { class: 'waiting' }, [
      progressRing('Reading the results'),
      element('p', {}, ['Reading the results\u2026']),
    ]),
  );
  host.send({ type: 'ready' });
}

host.onMessage((message) => {
  if (message.type === 'summary') showResults(message.summary);
  else if (message.type === 'failed') showProblem(message.problem);
});
start();
