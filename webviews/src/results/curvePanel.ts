/** The substitution curves: what to draw, the chart or its table, and saving them. */
import { maximumSeries } from '../charts/palette.ts';
import type { SubstitutionCurves } from '../charts/substitutionCurve.ts';
import { element } from '../dom.ts';
import type { Curve, CurveChoice, SaveFormat } from '../messages.ts';
import { button, checkbox, dropdown } from '../toolkit.ts';
import { basesOf, offerFor, placeOf, placesOf, withElements } from './curveChoices.ts';
import { chartFile, chartView, tableView } from './curveViews.ts';

export interface CurvePanelOptions {
  readonly offers: readonly CurveChoice[];
  readonly model: string;
  readonly choice: CurveChoice | undefined;
  readonly asTable: boolean;
  fetch(choice: CurveChoice): Promise<readonly Curve[]>;
  onChange(choice: CurveChoice, asTable: boolean): void;
  onSave(format: SaveFormat, name: string, content: string): void;
  onFailure(reason: unknown): void;
}

export class CurvePanel {
  readonly element = element('section', { class: 'curves', 'aria-label': 'Substitution curves' });
  readonly #options: CurvePanelOptions;
  readonly #figure = element('figure', { tabindex: 0 });
  readonly #elements = element('div', {
    class: 'elements',
    role: 'group',
    'aria-label': 'Substituting elements',
  });
  readonly #base = dropdown('Base', (base) => this.#take(offerFor(this.#options.offers, base, undefined)));
  readonly #place = dropdown('What gives way', (place) =>
    this.#take(this.#choice && offerFor(this.#options.offers, this.#choice.base, place)),
  );
  readonly #toggle = button({ label: '', onPress: () => this.#toggleTable() });
  #choice: CurveChoice | undefined;
  #asTable: boolean;
  /** Undefined until the first curves have come; a chart without points would say that there are none. */
  #curves: readonly Curve[] | undefined;

  constructor(options: CurvePanelOptions) {
    this.#options = options;
    this.#asTable = options.asTable;
    this.element.append(element('h2', {}, ['Substitution curves']));
    if (options.choice === undefined) {
      this.element.append(
        element('p', { class: 'empty' }, ['This run has no substitution with two amounts or more.']),
      );
      return;
    }
    this.element.append(
      element('div', { class: 'bar' }, [this.#base.element, this.#place.element]),
      this.#elements,
      this.#figure,
      element('div', { class: 'bar' }, [this.#toggle.element, ...this.#saveButtons()]),
    );
    new ResizeObserver(() => this.draw()).observe(this.#figure);
    this.choose(options.choice);
  }

  /** Shows other curves; elements beyond what a chart can tell apart have been left out already. */
  choose(choice: CurveChoice): void {
    const { offers } = this.#options;
    this.#choice = choice;
    this.#base.show(
      basesOf(offers).map((base) => ({ value: base, label: base })),
      choice.base,
    );
    this.#place.show(placesOf(offers, choice.base), placeOf(choice));
    this.#showElements(choice);
    this.#refresh(choice);
  }

  /** Draws what is known again, in the colours and the width of now. */
  draw(): void {
    const data = this.#data();
    const width = this.#figure.clientWidth;
    if (data === undefined || width === 0) return;
    this.#toggle.setLabel(this.#asTable ? 'Show as chart' : 'Show as table');
    this.#figure.replaceChildren(this.#asTable ? tableView(data) : chartView(data, width));
  }

  #data(): SubstitutionCurves | undefined {
    if (this.#choice === undefined || this.#curves === undefined) return undefined;
    const { base, site, from } = this.#choice;
    return { base, site, from, model: this.#options.model, curves: this.#curves };
  }

  #take(offer: CurveChoice | undefined): void {
    if (offer !== undefined) this.choose(withElements(offer, this.#choice?.to ?? []));
  }

  #showElements(choice: CurveChoice): void {
    const offered = offerFor(this.#options.offers, choice.base, placeOf(choice))?.to ?? [];
    const boxes = offered.map((symbol) => {
      const box = checkbox(symbol, choice.to.includes(symbol), (checked) =>
        this.#setElement(symbol, checked),
      );
      box.setDisabled(!choice.to.includes(symbol) && choice.to.length >= maximumSeries);
      return { symbol, box };
    });
    this.#elements.replaceChildren(...boxes.map(({ box }) => box.element));
    this.#syncElements = (to) => {
      for (const { symbol, box } of boxes) {
        box.setDisabled(!to.includes(symbol) && to.length >= maximumSeries);
      }
    };
  }

  /** Set by `#showElements`: brings the boxes up to date without making them anew, which would lose the focus. */
  #syncElements: (to: readonly string[]) => void = () => {};

  #setElement(symbol: string, checked: boolean): void {
    if (this.#choice === undefined) return;
    const rest = this.#choice.to.filter((other) => other !== symbol);
    const choice = { ...this.#choice, to: checked ? [...rest, symbol] : rest };
    this.#choice = choice;
    this.#syncElements(choice.to);
    this.#refresh(choice);
  }

  #refresh(choice: CurveChoice): void {
    this.#options.onChange(choice, this.#asTable);
    const answer = choice.to.length === 0 ? Promise.resolve([]) : this.#options.fetch(choice);
    answer.then(
      (curves) => {
        // Another choice may have been made while this one was fetched.
        if (this.#choice !== choice) return;
        this.#curves = curves;
        this.draw();
      },
      (reason: unknown) => this.#options.onFailure(reason),
    );
  }

  #toggleTable(): void {
    this.#asTable = !this.#asTable;
    if (this.#choice !== undefined) this.#options.onChange(this.#choice, this.#asTable);
    this.draw();
  }

  #saveButtons(): readonly HTMLElement[] {
    return (['svg', 'png', 'csv'] as const).map((format) => {
      const name = format.toUpperCase();
      return button({
        label: `Save ${name}\u2026`,
        title: format === 'csv' ? 'Save the numbers behind the chart' : `Save the chart as ${name}, on white`,
        onPress: () => void this.#save(format),
      }).element;
    });
  }

  async #save(format: SaveFormat): Promise<void> {
    const data = this.#data();
    if (data === undefined) return;
    try {
      const { name, content } = await chartFile(data, format);
      this.#options.onSave(format, name, content);
    } catch (reason) {
      this.#options.onFailure(reason);
    }
  }
}
