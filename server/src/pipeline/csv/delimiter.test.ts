import { describe, expect, it } from 'vitest';
import { detectDelimiter } from './delimiter.ts';

describe('finding the delimiter', () => {
  it('takes the one that cuts the rows like the header', () => {
    expect(detectDelimiter('formula;gap, eV;note\nZnO;3,2;a\nTiO2;3,0;b, c\n')).toBe(';');
    expect(detectDelimiter('formula\tgap\nZnO\t3.2\n')).toBe('\t');
    expect(detectDelimiter('formula,note\nZnO,a;b;c\nTiO2,d\n')).toBe(',');
  });

  it('does not look into quoted fields', () => {
    expect(detectDelimiter('formula,"a;b;c;d"\nZnO,"e;f;g;h"\n')).toBe(',');
  });

  it('falls back on a comma for a single column and for nothing at all', () => {
    expect(detectDelimiter('formula\nZnO\n')).toBe(',');
    expect(detectDelimiter('')).toBe(',');
  });
});
