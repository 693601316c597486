/** Time as the inference room sees it, so that tests can let it run faster. */
export interface Clock {
  /** Milliseconds since an arbitrary start. */
  now(): number;
  /** Calls the action once after so many milliseconds; returns the way to call it off. */
  after(milliseconds: number, action: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (milliseconds, action) => {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
};
