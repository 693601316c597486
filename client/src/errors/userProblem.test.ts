import { describe, expect, it } from 'vitest';
import { problemText, remediesFor, userProblem } from './userProblem.ts';

function serverError(data: unknown): Error {
  return Object.assign(new Error('The device cuda is not available.'), { data });
}

describe("the server's errors", () => {
  it('keep code and remedy', () => {
    const problem = userProblem(serverError({ code: 'SP4004', remedy: 'Choose another device.' }));
    expect(problemText(problem)).toBe('The device cuda is not available. Choose another device. (SP4004)');
  });

  it('that carry something else keep their message', () => {
    for (const data of [undefined, null, 'text', { code: 4, remedy: {} }]) {
      expect(problemText(userProblem(serverError(data)))).toBe('The device cuda is not available.');
    }
    expect(problemText(userProblem('odd'))).toBe('odd');
  });

  it('come with the command that helps', () => {
    expect(remediesFor('SP4004', true).map(({ command }) => command)).toContain('spinel.selectDevice');
    expect(remediesFor('SP4005', true).map(({ command }) => command)).toContain('spinel.restartServer');
    expect(remediesFor(undefined, true).map(({ command }) => command)).toEqual(['spinel.showOutput']);
    expect(remediesFor('SP4004', false).map(({ command }) => command)).toEqual(['workbench.trust.manage']);
  });
});
