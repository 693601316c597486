/** One open document and the rungs it stands on. */
import type { ParseResult } from '@spinel-studio/grammar';
import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { grouped } from '../counts.ts';
import type { CandidateSpace, Study } from '../study/types.ts';
import { type Counts, countInSlices } from './counting.ts';
import { GapRanges } from './gapRanges.ts';
import { type EnvironmentOf, LARGEST_TEXT, type Rungs } from './ladder.ts';
import { meaningOf } from './meaning.ts';
import { ScreenEstimates } from './screenEstimate.ts';

/** The text of a version with its syntax tree. */
export interface ParsedDocument {
  readonly uri: string;
  readonly version: number;
  readonly text: TextDocument;
  readonly parsed: ParseResult;
}

/** A version with what it means. */
export interface ResolvedDocument extends ParsedDocument {
  readonly study: Study;
  /** What the installed models answer, as resolution knew it. */
  readonly predictedQuantities: ReadonlySet<string>;
  /** Counts every resolution of this document, so that answers can say whether something changed. */
  readonly generation: number;
}

/** Substitutions (one base, one statement) of a study that is counted without being asked to; the paper's has 338. */
const MOST_COUNTED = 5000;

interface CountedMeaning {
  readonly meaning: string;
  readonly counts: Counts;
}

export class StudyDocument {
  readonly uri: string;
  /** The last rung: ranges of predicted gaps by statement. */
  readonly ranges: GapRanges = new GapRanges(this);
  /** The last rung: what screens would keep. */
  readonly screens: ScreenEstimates = new ScreenEstimates(this);
  readonly #rungs: Rungs;
  readonly #environmentOf: EnvironmentOf;
  #text: TextDocument;
  #parsed: ParsedDocument | undefined;
  #resolved: ResolvedDocument | undefined;
  #space: CandidateSpace | undefined;
  #meaning: string | undefined;
  #counted: CountedMeaning | undefined;
  #counting:
    | { readonly meaning: string; readonly counts: Promise<Counts>; readonly stop: AbortController }
    | undefined;
  #generation = 0;

  constructor(uri: string, version: number, text: string, rungs: Rungs, environmentOf: EnvironmentOf) {
    this.uri = uri;
    this.#rungs = rungs;
    this.#environmentOf = environmentOf;
    this.#text = TextDocument.create(uri, 'spinel', version, text);
  }

  get version(): number {
    return this.#text.version;
  }

  get text(): TextDocument {
    return this.#text;
  }

  /** Takes an edit. Counts stay, since they are kept by meaning and many edits do not change it. */
  update(changes: readonly TextDocumentContentChangeEvent[], version: number): void {
    // A fresh document, not one changed in place: answers that are still being worked out keep the version they began with.
    const before = this.#text;
    this.#text = TextDocument.update(
      TextDocument.create(before.uri, before.languageId, before.version, before.getText()),
      [...changes],
      version,
    );
    this.#parsed = undefined;
    this.dropResolution();
  }

  /** Back to the parsed rung: a table, the models or a setting changed, the text did not. */
  dropResolution(): void {
    this.#resolved = undefined;
    this.#space = undefined;
    this.#meaning = undefined;
  }

  /** Never throws. */
  parsed(): ParsedDocument {
    this.#parsed ??= {
      uri: this.uri,
      version: this.version,
      text: this.#text,
      parsed: this.#parse(),
    };
    return this.#parsed;
  }

  resolved(): ResolvedDocument {
    if (this.#resolved === undefined) {
      const parsed = this.parsed();
      const environment = this.#environmentOf(this.uri);
      const study = this.#rungs.resolve(parsed.parsed, environment);
      const { predictedQuantities } = environment;
      this.#generation += 1;
      this.#resolved = { ...parsed, study, predictedQuantities, generation: this.#generation };
    }
    return this.#resolved;
  }

  /** The lazy stream of candidates of the present version. */
  space(): CandidateSpace {
    this.#space ??= this.#rungs.enumerate(this.resolved().study);
    return this.#space;
  }

  /** The counts of the present version where they are known already; whitespace and comments do not change them. */
  countsKnown(): Counts | undefined {
    return this.#counted?.meaning === this.#meaningNow() ? this.#counted.counts : undefined;
  }

  /** Counts the candidates of the present version, in slices. Rejects with the reason of an edit that changes the meaning meanwhile. */
  counted(): Promise<Counts> {
    const meaning = this.#meaningNow();
    if (this.#counted?.meaning === meaning) return Promise.resolve(this.#counted.counts);
    if (this.#counting?.meaning === meaning) return this.#counting.counts;
    this.#counting?.stop.abort();
    const stop = new AbortController();
    const counts = countInSlices(this.space(), this.resolved().study, stop.signal).then((result) => {
      this.#counted = { meaning, counts: result };
      return result;
    });
    this.#counting = { meaning, counts, stop };
    return counts;
  }

  /** Whether counting is worth its time while somebody types: laying out the candidates of very many substitutions takes seconds. */
  get countable(): boolean {
    return this.resolved().study.substitutions.length <= MOST_COUNTED;
  }

  /** The key of the study's meaning, by which counts and gap ranges are kept. */
  meaning(): string {
    return this.#meaningNow();
  }

  close(): void {
    this.#counting?.stop.abort();
  }

  #meaningNow(): string {
    this.#meaning ??= meaningOf(this.resolved().study);
    return this.#meaning;
  }

  #parse(): ParseResult {
    const text = this.#text.getText();
    if (text.length <= LARGEST_TEXT) return this.#rungs.parse(text);
    const span = { start: 0, end: text.length };
    return {
      tree: { kind: 'file', span, statements: [], comments: [] },
      problems: [
        {
          code: 'SP1001',
          span: { start: 0, end: 0 },
          message: `This file has ${grouped(text.length)} characters, which is more than a study can have. Put long lists of bases into a CSV file and name it with "base from".`,
          expected: [],
        },
      ],
    };
  }
}
