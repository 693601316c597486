import { describe, expect, it } from 'vitest';
import { applyFix, expectFinding, resolveText } from '../testing/marked.ts';

describe('findings of the text', () => {
  it('replaces a mistyped keyword (SP1001)', () => {
    expectFinding('<|substitue|> A with Fe', 'SP1001', { fixed: 'substitute A with Fe' });
  });

  it('inserts a missing word (SP1001)', () => {
    expectFinding('base ZnBi2O4 substitute <|A|>', 'SP1001', {
      fixed: 'base ZnBi2O4 substitute A with',
    });
  });

  it('puts the symbol of a space group in quotes (SP1001)', () => {
    expectFinding('family f { A X spacegroup <|Pnma|> anions O }', 'SP1001', {
      fixed: 'family f { A X spacegroup "Pnma" anions O }',
    });
    const cut = 'family f { A X spacegroup Ia-3d anions O }';
    const [fix] = resolveText(cut).findings.flatMap(({ fixes }) =>
      fixes.filter(({ title }) => /Ia/.test(title)),
    );
    expect(fix && applyFix(cut, fix)).toBe('family f { A X spacegroup "Ia-3d" anions O }');
    expectFinding('family f { A X spacegroup <|anions|> O }', 'SP1001', {
      fixed: 'family f { A X spacegroup 221 anions O }',
    });
  });

  it('removes a semicolon (SP1001)', () => {
    expectFinding('base ZnBi2O4<|;|>', 'SP1001', { fixed: 'base ZnBi2O4' });
  });

  it('says what is wrong with a number (SP1003)', () => {
    expectFinding('base ZnBi2O4 substitute A with Fe step <|1/0|>', 'SP1003', { message: 'divides by zero' });
  });

  it('keeps the rest of the file: a bad statement loses only itself', () => {
    const study = resolveText('base ZnBi2O4\nnonsense here\nsubstitute A with Fe step 0.5');
    expect(study.bases).toHaveLength(1);
    expect(study.substitutions).toHaveLength(1);
  });

  it('gives no fix that leaves the same problem', () => {
    for (const text of ['substitue A with Fe', 'base', 'rank hull', 'pool = Fe', 'screen gap >']) {
      for (const finding of resolveText(text).findings) {
        for (const fix of finding.fixes) {
          const again = resolveText(applyFix(text, fix)).findings;
          expect(
            again.some(
              ({ message, span }) => message === finding.message && span.start === finding.span.start,
            ),
          ).toBe(false);
        }
      }
    }
  });
});
