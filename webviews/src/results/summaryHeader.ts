/** What run this is: title, counts, model, device, and what each screen kept. */
import { element } from '../dom.ts';
import type { Summary } from '../messages.ts';

function amount(value: number): string {
  return value.toLocaleString('en');
}

function fact(name: string, value: string): HTMLElement {
  return element('div', { class: 'fact' }, [element('dt', {}, [name]), element('dd', {}, [value])]);
}

/** `3 Nov 2026, 14:05`, or the text itself where it is no date. */
function moment(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime())
    ? iso
    : date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

function screenLine(screen: Summary['screens'][number]): HTMLElement {
  const outcome =
    screen.skipped === undefined
      ? `kept ${amount(screen.kept)} of ${amount(screen.of)}`
      : `not applied: ${screen.skipped}`;
  return element('li', {}, [element('code', {}, [screen.text]), ` ${outcome}`]);
}

export function summaryHeader(summary: Summary, onOpenStudy: () => void): HTMLElement {
  const { counts } = summary;
  const link = element('button', { type: 'button', class: 'link', title: summary.study }, ['Open the study']);
  link.addEventListener('click', onOpenStudy);
  const facts = element('dl', { class: 'facts' }, [
    fact('Candidates', amount(counts.distinct)),
    fact('Kept', amount(counts.kept)),
    ...(counts.failed > 0 ? [fact('Without prediction', amount(counts.failed))] : []),
    fact('Model', [summary.model, ...(summary.furtherModels ?? [])].join(', ')),
    fact('Device', summary.device),
    ...(summary.finished === undefined ? [] : [fact('Finished', moment(summary.finished))]),
  ]);
  const screens =
    summary.screens.length === 0
      ? []
      : [element('ul', { class: 'screens', 'aria-label': 'Screens' }, summary.screens.map(screenLine))];
  return element('header', {}, [
    element('div', { class: 'title' }, [element('h1', {}, [summary.title]), link]),
    facts,
    ...screens,
  ]);
}
