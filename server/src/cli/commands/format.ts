import { format as formatText } from '@spinel-studio/grammar';
import { writeWhole } from '../../pipeline/atomicFile.ts';
import { readStudyText } from '../../pipeline/studySource.ts';
import { usage } from '../arguments.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exitCodes.ts';
import { shownName } from '../shownName.ts';

export const format: Command = {
  name: 'format',
  summary: 'lay studies out uniformly',
  usage: ['format FILE… [--check]', 'format -'],
  description:
    'Rewrites files in place, comments included. What cannot be read stays as it is, and makes the exit code 1. With --check nothing is\n' +
    'written and the exit code is 1 where a file would change. A file named - is standard input, and goes to standard output.',
  options: [{ name: 'check', description: 'Only say which files would change.' }],
  examples: [
    { line: 'spinel format study.spinel', what: 'Formats the file in place.' },
    { line: 'spinel format --check *.spinel', what: 'For continuous integration.' },
  ],
  async run(invocation, { console }) {
    if (invocation.positionals.length === 0) throw usage(format, 'There is no file to format.');
    const checking = invocation.flag('check');
    let unfinished = false;
    for (const file of invocation.positionals) {
      const text = await readStudyText(file);
      const { text: formatted, problems } = formatText(text);
      const changed = formatted !== text;
      unfinished ||= problems.length > 0 || (checking && changed);
      if (problems.length > 0) {
        const what = problems.length === 1 ? 'a place' : `${problems.length} places`;
        console.note(
          `${shownName(file)} has ${what} that cannot be read and stay as they are; "spinel check" shows them`,
        );
      }
      if (file === '-' && !checking) {
        console.write(formatted);
      } else if (changed && checking) {
        console.line(`${shownName(file)} would change`);
      } else if (changed) {
        await writeWhole(file, formatted);
        console.line(`${file} formatted`);
      }
    }
    return unfinished ? exitCodes.findings : exitCodes.fine;
  },
};
