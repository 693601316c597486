import { readStudy } from '../../pipeline/studySource.ts';
import { usage } from '../arguments.ts';
import { type Command, sharedOptions } from '../command.ts';
import { studyEnvironment } from '../engine.ts';
import { exitCodes } from '../exitCodes.ts';
import { countFindings, findingAsJson, placeFinder, reportFindings } from '../findingReport.ts';
import { installedModels } from '../installedModels.ts';
import { shownName } from '../shownName.ts';

export const check: Command = {
  name: 'check',
  summary: 'find what is wrong in studies',
  usage: ['check FILE… [--json]'],
  description:
    'Reads studies and reports findings with their places. Findings that are errors make the exit code 1; warnings and hints do not.\n' +
    'A file named - is standard input.',
  options: [sharedOptions.json, sharedOptions.models, sharedOptions.ownModels],
  examples: [
    { line: 'spinel check examples/znbi2o4.spinel', what: 'Findings with the lines they are about.' },
    { line: 'spinel check --json *.spinel', what: 'One JSON array for all files.' },
  ],
  async run(invocation, { console }) {
    const files = invocation.positionals;
    if (files.length === 0) throw usage(check, 'There is no file to check.');
    const environment = studyEnvironment(await installedModels(invocation));
    const json: object[] = [];
    let errors = false;
    for (const file of files) {
      const source = await readStudy(file, environment);
      const { findings } = source.study;
      errors ||= findings.some(({ severity }) => severity === 'error');
      const name = shownName(file);
      if (invocation.flag('json')) {
        const placeOf = placeFinder(source.text);
        json.push(...findings.map((finding) => findingAsJson(name, finding, placeOf(finding.span))));
        continue;
      }
      for (const line of reportFindings(name, source.text, findings, console.paint)) console.line(line);
      console.line(`${name}: ${countFindings(findings)}`);
    }
    if (invocation.flag('json')) console.line(JSON.stringify(json, null, 2));
    return errors ? exitCodes.findings : exitCodes.fine;
  },
};
