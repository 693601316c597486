/** What `Check Devices` found, as a Markdown page. */
import type { DeviceReport } from '@spinel-studio/server/inference/types.ts';
import { deviceName } from '../status/statusText.ts';

/** Text inside a table's cell, with nothing that Markdown would take for its own. */
function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>|#]/g, (character) => `\\${character}`);
}

function speed(report: DeviceReport): string {
  return report.rowsPerSecond === undefined
    ? ''
    : report.rowsPerSecond.toLocaleString('en', { maximumFractionDigits: 0 });
}

function line(report: DeviceReport): string {
  const works = report.works ? '\u2713 works' : '\u2717 does not work';
  return `| ${deviceName(report.device)} | ${works} | ${speed(report)} | ${cell(report.detail)} |`;
}

function remedy(report: DeviceReport): readonly string[] {
  return report.works || report.remedy === undefined
    ? []
    : [`## ${deviceName(report.device)}`, '', cell(report.remedy), ''];
}

export function deviceReportPage(reports: readonly DeviceReport[], platform: string): string {
  return [
    '# Devices for predictions',
    '',
    `This machine: ${cell(platform)}. The setting \`spinel.device\` chooses one; \`auto\` takes the first that works.`,
    '',
    '| Device | Result | Rows/s | Details |',
    '|---|---|---:|---|',
    ...reports.map(line),
    '',
    ...reports.flatMap(remedy),
  ].join('\n');
}
