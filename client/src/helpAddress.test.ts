import { describe, expect, it } from 'vitest';
import { codeOfPath } from './helpAddress.ts';

describe('help addresses', () => {
  it('name a code of the catalogue', () => {
    expect(codeOfPath('/codes/SP2003.md')).toBe('SP2003');
    expect(codeOfPath('/codes/SP2003')).toBe('SP2003');
  });

  it('lead nowhere else', () => {
    for (const path of [
      '/codes/../../etc/passwd',
      '/codes/SP2003.md/..',
      '/SP2003',
      '/codes/SP20031.md',
      '',
    ]) {
      expect(codeOfPath(path)).toBeUndefined();
    }
  });
});
