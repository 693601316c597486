import type { Answer } from './types.ts';

/** What an answer takes in memory beside its key: its objects and numbers; texts are shared between answers. */
const ANSWER_BYTES = 240;

/** Answers of one quantity by compound and space group; the ones that were not asked for longest go first when the room is used up. */
export class AnswerCache {
  readonly #answers = new Map<string, Answer>();
  readonly #budget: number;
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
    for (const oldest of this.#answers.keys()) {
      if (this.#bytes <= this.#budget) return;
      this.#answers.delete(oldest);
      this.#bytes -= bytesOf(oldest);
    }
  }

  clear(): void {
    this.#answers.clear();
    this.#bytes = 0;
  }
}

function bytesOf(key: string): number {
  return ANSWER_BYTES + 2 * key.length;
}
