/** The table of candidates: any number of rows, of which one screen is on the page. */
import { element } from '../dom.ts';
import type { FurtherQuantity, Row, View } from '../messages.ts';
import { type Column, columnsOf } from './columns.ts';
import type { Block } from './rowBlocks.ts';
import { RowBlocks } from './rowBlocks.ts';
import { type TableHead, tableHead } from './tableHead.ts';
import { lineId, type TableRow, tableRow } from './tableRow.ts';
import { contentHeight, scrollTopOf, scrollTopToShow, type TableSize, windowAt } from './virtualWindow.ts';

/** In pixels; the style sheet gives lines and headings the same height. */
const rowHeight = 26;

export interface CandidateTableOptions {
  readonly further: readonly FurtherQuantity[];
  readonly sort: View['sort'];
  readonly firstRow: number;
  fetch(offset: number, limit: number): Promise<Block>;
  onSort(sort: View['sort']): void;
  onScroll(firstRow: number): void;
  onTotal(total: number): void;
  /** The user chose a row. */
  onChoose(row: Row): void;
  onFailure(reason: unknown): void;
}

export class CandidateTable {
  readonly element: HTMLElement;
  readonly #options: CandidateTableOptions;
  readonly #columns: readonly Column[];
  readonly #head: TableHead;
  readonly #content = element('div', { class: 'content', role: 'presentation' });
  readonly #lines = element('div', { class: 'lines', role: 'rowgroup' });
  readonly #pool: TableRow[] = [];
  readonly #blocks: RowBlocks;
  #total = 0;
  #active: number | undefined;
  /** The row to scroll to once the total is known; a fresh page has nothing to scroll in yet. */
  #scrollTo: number | undefined;

  constructor(options: CandidateTableOptions) {
    this.#options = options;
    this.#scrollTo = options.firstRow;
    this.#columns = columnsOf(options.further);
    this.#head = tableHead(this.#columns, options.sort, options.onSort);
    this.#content.append(this.#lines);
    this.element = element(
      'div',
      {
        role: 'grid',
        class: ['table', ...options.further.map((quantity) => `with-${quantity}`)].join(' '),
        tabindex: 0,
        'aria-label': 'Candidates',
        'aria-colcount': this.#columns.length,
        'aria-readonly': 'true',
      },
      [this.#head.element, this.#content],
    );
    this.#blocks = new RowBlocks({
      fetch: options.fetch,
      onArrival: (total) => this.#arrive(total),
      onFailure: options.onFailure,
    });
    this.#listen();
  }

  /** Fetches again, for rows narrowed or ordered anew. */
  reload(sort: View['sort']): void {
    this.#head.show(sort);
    this.#active = undefined;
    this.#blocks.reset();
    this.#scrollTo ??= 0;
    this.#blocks.want(this.#scrollTo, this.#scrollTo + 1);
  }

  #size(): TableSize {
    return {
      rows: this.#total,
      rowHeight,
      viewport: Math.max(rowHeight, this.element.clientHeight - rowHeight),
    };
  }

  #arrive(total: number): void {
    this.#total = total;
    this.element.setAttribute('aria-rowcount', String(total + 1));
    this.#content.style.height = `${contentHeight(this.#size())}px`;
    if (this.#scrollTo !== undefined) {
      this.element.scrollTop = scrollTopOf(this.#scrollTo, this.#size());
      this.#scrollTo = undefined;
    }
    this.#options.onTotal(total);
    this.#draw();
  }

  #draw(): void {
    const { first, end, top } = windowAt(this.element.scrollTop, this.#size());
    while (this.#pool.length < end - first) {
      const line = tableRow(this.#columns);
      this.#pool.push(line);
      this.#lines.append(line.element);
    }
    this.#pool.forEach((line, index) => {
      const position = first + index;
      line.element.hidden = position >= end;
      if (position < end) line.show(position, this.#blocks.row(position), position === this.#active);
    });
    this.#lines.style.transform = `translateY(${top}px)`;
    if (this.#active === undefined) this.element.removeAttribute('aria-activedescendant');
    else this.element.setAttribute('aria-activedescendant', lineId(this.#active));
    if (this.#total > 0) this.#blocks.want(first, end);
  }

  #listen(): void {
    let frame = 0;
    this.element.addEventListener('scroll', () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        this.#draw();
        this.#options.onScroll(windowAt(this.element.scrollTop, this.#size()).first);
      });
    });
    new ResizeObserver(() => this.#draw()).observe(this.element);
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    this.#lines.addEventListener('click', (event) => {
      const line = (event.target as Element).closest('.row');
      const index = this.#pool.findIndex((candidate) => candidate.element === line);
      if (index >= 0) this.#choose(windowAt(this.element.scrollTop, this.#size()).first + index);
    });
  }

  #choose(position: number): void {
    this.#active = position;
    this.#draw();
    const row = this.#blocks.row(position);
    if (row !== undefined) this.#options.onChoose(row);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.target !== this.element || this.#total === 0) return;
    const page = Math.max(1, Math.floor(this.#size().viewport / rowHeight) - 1);
    const current = this.#active ?? windowAt(this.element.scrollTop, this.#size()).first - 1;
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: this.#total - 1,
    };
    const target = targets[event.key];
    if (target !== undefined) this.#moveTo(target);
    else if (event.key === 'Enter' && this.#active !== undefined) this.#choose(this.#active);
    else return;
    event.preventDefault();
  }

  #moveTo(target: number): void {
    this.#active = Math.min(Math.max(0, target), this.#total - 1);
    this.element.scrollTop = scrollTopToShow(this.#active, this.element.scrollTop, this.#size());
    this.#draw();
  }
}
