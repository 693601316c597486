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
    'Rewrites files in place, comments included; what cannot be parsed stays as it is. With --check nothing is written and the exit\n' +
    'code is 1 where a file would change. A file named - is standard input, and goes to standard output.',
  options: [{ name: 'check', description: 'Only say which files would change.' }],
  examples: [
    { line: 'spinel format study.spinel', what: 'Formats the file in place.' },
    { line: 'spinel format --check *.spinel', what: 'For continuous integration.' },
  ],
  async run(invocation, { console }) {
    if (invocation.positionals.length === 0) throw usage(format, 'There is no file to format.');
    let different = 0;
    for (const file of invocation.positionals) {
      const text = await readStudyText(file);
      const formatted = formatText(text);
      const changed = formatted !== text;
      if (changed) different += 1;
      if (invocation.flag('check')) {
        if (changed) console.line(`${shownName(file)} would change`);
      } else if (file === '-') {
        console.write(formatted);
      } else if (changed) {
        await writeWhole(file, formatted);
        console.line(`${file} formatted`);
      }
    }
    return invocation.flag('check') && different > 0 ? exitCodes.findings : exitCodes.fine;
  },
};
