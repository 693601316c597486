/** The numbered catalogue of everything that can be wrong: findings in a file (SP1 to SP3) and errors of the engine (SP4 to SP9). */

export type Severity = 'error' | 'warning' | 'hint';

interface FindingEntry {
  readonly severity: Severity;
  /** The finding in a few words, as a heading. */
  readonly title: string;
}

export const findings = {
  SP1001: { severity: 'error', title: 'Text that is no statement' },
  SP1002: { severity: 'error', title: 'Unknown element' },
  SP1003: { severity: 'error', title: 'Malformed formula or number' },
  SP2001: { severity: 'error', title: 'Formula does not fit the family' },
  SP2002: { severity: 'error', title: 'Site that the family does not have' },
  SP2003: { severity: 'error', title: 'Unknown pool, base or family' },
  SP2004: { severity: 'error', title: 'Name declared twice' },
  SP2005: { severity: 'error', title: 'Impossible step or range' },
  SP2006: { severity: 'error', title: 'Unusable file of bases' },
  SP2007: { severity: 'error', title: 'Unknown quantity or unit' },
  SP2008: { severity: 'error', title: 'Statement that misses a part or contradicts itself' },
  SP3001: { severity: 'warning', title: 'Empty pool' },
  SP3002: { severity: 'hint', title: 'Element that changes nothing' },
  SP3003: { severity: 'warning', title: 'Base without charge balance' },
  SP3004: { severity: 'warning', title: "Outside the model's training data" },
  SP3005: { severity: 'warning', title: 'Very large study' },
  SP3006: { severity: 'hint', title: 'Declared and never used' },
  SP3007: { severity: 'warning', title: 'Screens that nothing passes' },
  SP3008: { severity: 'warning', title: 'Same base declared twice' },
  SP3009: { severity: 'warning', title: 'No installed model answers this quantity' },
  SP3010: { severity: 'hint', title: 'Number without its unit' },
} as const satisfies Record<string, FindingEntry>;

export type FindingCode = keyof typeof findings;

export const errors = {
  SP4001: 'Model missing',
  SP4002: 'Model file damaged',
  SP4003: 'Model manifest unusable',
  SP4004: 'Requested device not available',
  SP4005: 'Inference process keeps stopping',
  SP4006: 'ONNX runtime cannot be loaded',
  SP4007: 'Composition that the model cannot take',
  SP4008: 'Prediction failed',
  SP5001: 'Folder cannot be written',
  SP5002: 'Disk full',
  SP5003: 'File cannot be read',
  SP5004: 'Study changed while its run was going on',
  SP5005: 'Study has errors',
  SP5006: 'Run folder belongs to another study',
  SP5007: 'Column missing',
  SP5008: 'Rows that could not be read',
  SP5009: 'Unknown export format',
  SP5010: 'Run folder damaged',
  SP6001: 'Unknown command or option',
  SP6002: 'Workspace not trusted',
  SP9001: 'Internal error',
} as const;

export type ErrorCode = keyof typeof errors;

/** Where the help page of a code lies, relative to the root of the repository. */
export function helpPage(code: FindingCode | ErrorCode): string {
  return `docs/codes/${code}.md`;
}
