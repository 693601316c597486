/** What the status of the process says to whoever started it; `docs/cli.md` documents them. */
export const exitCodes = {
  /** Everything asked for was done. */
  fine: 0,
  /** Done, with findings of errors, rows that failed, or something that kept the command from its end. */
  findings: 1,
  /** The command line cannot be understood (SP6001). */
  usage: 2,
  /** A mistake in this program (SP9001). */
  internal: 3,
  /** Stopped by Ctrl+C, as shells have it: 128 and the number of SIGINT. */
  interrupted: 130,
} as const;
