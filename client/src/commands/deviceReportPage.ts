/** What `Check Devices` found, as a Markdown page. */
import type { DeviceReport } from '@spinel-studio/server/inference/types.ts';
import { deviceName } from '../status/statusText.ts';

/** Text with nothing that Markdown would take for its own but `code`, which messages use themselves. */
function plain(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .split(/(`[^`]*`)/)
    .map((part, index) =>
      index % 2 === 1 ? part.replaceAll('|', '\\|') : part.replaceAll(/[\\`*_{}[\]<>|#]/g, '\\$&'),
    )
    .join('');
}

function speed(report: DeviceReport): string {
  return report.rowsPerSecond === undefined
    ? ''
    : report.rowsPerSecond.toLocaleString('en', { maximumFractionDigits: 0 });
}

function line(report: DeviceReport): string {
  const works = report.works ? '\u2713\u00a0works' : '\u2717\u00a0does\u00a0not\u00a0work';
  return `| ${deviceName(report.device)} | ${works} | ${speed(report)} | ${plain(report.detail)} |`;
}

function remedy(report: DeviceReport): readonly string[] {
  return report.works || report.remedy === undefined
    ? []
    : [`## ${deviceName(report.device)}`, '', plain(report.remedy), ''];
}

export function deviceReportPage(reports: readonly DeviceReport[], platform: string): string {
  return [
    '# Devices for predictions',
    '',
    `This machine: ${plain(platform)}. The setting \`spinel.device\` chooses one; \`auto\` takes the first that works.`,
    '',
    '| Device | Result | Rows/s | Details |',
    '|---|---|---:|---|',
    ...reports.map(line),
    '',
    ...reports.flatMap(remedy),
  ].join('\n');
}
