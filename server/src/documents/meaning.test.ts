import { describe, expect, it } from 'vitest';
import { opened } from '../features/testing/marked.ts';
import { meaningOf } from './meaning.ts';

const meaning = (text: string) => meaningOf(opened(text).resolved().study);
const study = 'base ZnBi2O4\npool p = Fe Co\nsubstitute A with p step 0.25\n';

describe('the meaning of a study', () => {
  it('is the same however it is written', () => {
    expect(meaning(`study "x"\n${study}`)).not.toBe(meaning('base ZnBi2O4'));
    expect(meaning(study.replaceAll(' ', '  '))).toBe(meaning(study));
    expect(meaning(`/* why */ ${study} // because`)).toBe(meaning(study));
    expect(meaning(study.replace('0.25', '1/4'))).toBe(meaning(study));
    expect(meaning(`${study}screen neutral`)).toBe(meaning(study));
  });

  it('changes with anything that changes candidates', () => {
    const others = [
      study.replace('ZnBi2O4', 'ZnGa2O4'),
      study.replace('Fe Co', 'Fe Ni'),
      study.replace('Fe Co', 'Co Fe'),
      study.replace('0.25', '0.2'),
      study.replace('substitute A', 'substitute B'),
      `${study}substitute B with p\n`,
      study.replace('0.25', '0.25 from 0.5 to 1'),
    ];
    expect(new Set([study, ...others].map(meaning)).size).toBe(others.length + 1);
  });
});
