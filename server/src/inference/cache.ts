import type { Answer } from './types.ts';

/** What an answer takes in memory beside its key: its objects and numbers; texts are shared between answers. */
const ANSWER_BYTES = 240;

/** Answers of one quantity by compound and space group; the ones that were not asked for longest go first when the room is used up. */
export class AnswerCache {
  readonly #answers = new Map<string, Answer>();
  readonly #budget: number;
  /**
   * Stands before the oldest answer. It is kept, because a map leaves holes where something was deleted, and a new iterator would have to
   * step over all of them to the first answer.
   */
  #oldest = this.#answers.keys();
  #bytes = 0;

  /** `budget` in bytes, as far as they can be estimated. */
  constructor(budget: number) {
    this.#budget = budget;
  }

  get size(): number {
    return this.#answers.size;
  }

  get(key: string): Answer | undefined {
    const answer = this.#answers.get(key);
    if (answer === undefined) return undefined;
    // A map keeps the order of insertion: what is asked for moves to the end.
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    return answer;
  }

  set(key: string, answer: Answer): void {
    if (!this.#answers.delete(key)) this.#bytes += bytesOf(key);
    this.#answers.set(key, answer);
    while (this.#bytes > this.#budget) this.#forgetOldest();
  }

  clear(): void {
    this.#answers.clear();
    this.#oldest = this.#answers.keys();
    this.#bytes = 0;
  }

  #forgetOldest(): void {
    const next = this.#oldest.next();
    if (next.done === true) {
      // An iterator that has seen the end of a map stays there, whatever is added later.
      this.#oldest = this.#answers.keys();
      return;
    }
    this.#answers.delete(next.value);
    this.#bytes -= bytesOf(next.value);
  }
}

function bytesOf(key: string): number {
  return ANSWER_BYTES + 2 * key.length;
}
