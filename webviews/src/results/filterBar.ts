/** What narrows the table: text, a range of gaps, and whether the screens were passed. */
import { element } from '../dom.ts';
import type { View } from '../messages.ts';
import { button, checkbox, type TextField, textField } from '../toolkit.ts';
import { typedNumber } from './typedNumber.ts';

type Filter = View['filter'];

export interface FilterBarOptions {
  readonly filter: Filter;
  onFilter(filter: Filter): void;
  onSave(): void;
}

/** The time without a keystroke after which the table is asked for again. */
const typingPauseMs = 200;

export function filterBar(options: FilterBarOptions): HTMLElement {
  let filter = options.filter;
  let timer = 0;
  function change(part: Partial<Filter>, delay: number): void {
    filter = { ...filter, ...part };
    clearTimeout(timer);
    timer = window.setTimeout(() => options.onFilter(filter), delay);
  }

  function gapField(label: string, key: 'gapFrom' | 'gapTo'): TextField {
    const field = textField({
      label,
      placeholder: key === 'gapFrom' ? 'lowest' : 'highest',
      value: filter[key] === undefined ? '' : String(filter[key]),
      size: 8,
      onInput: (text) => {
        const value = typedNumber(text);
        field.setProblem(value === 'bad' ? 'Type a number in eV, such as 1.6.' : undefined);
        if (value !== 'bad') change({ [key]: value }, typingPauseMs);
      },
    });
    return field;
  }

  const text = textField({
    label: 'Formula, base or change',
    placeholder: 'Fe',
    value: filter.text,
    size: 24,
    onInput: (value) => change({ text: value }, typingPauseMs),
  });
  const kept = checkbox('Passed every screen', filter.keptOnly, (keptOnly) => change({ keptOnly }, 0));
  const save = button({
    label: 'Save table\u2026',
    title: 'Save these rows, in this order, as a CSV file',
    onPress: options.onSave,
  });
  return element('div', { class: 'bar', role: 'search', 'aria-label': 'Narrow the table' }, [
    text.element,
    gapField('Gap from (eV)', 'gapFrom').element,
    gapField('to (eV)', 'gapTo').element,
    kept.element,
    element('span', { class: 'stretch' }),
    save.element,
  ]);
}
