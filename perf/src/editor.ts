/**
 * How fast the language server answers an editor, beside Microsoft's JSON language server on documents of as many lines in the same run:
 * `npm run perf:editor`. The server is the bundle, so build first.
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { LanguageClient, labelText } from './languageClient.ts';
import { milliseconds, quantile } from './statistics.ts';

const server = fileURLToPath(new URL('../../server/dist/server.mjs', import.meta.url));
const peer = createRequire(import.meta.url).resolve(
  'vscode-json-languageserver/bin/vscode-json-languageserver',
);
const edits = 60;
/** The JSON server waits so long after a change before it validates (`validationDelayMs` in its sources); taken off before comparing. */
const peerDelay = 300;

/** A study of so many lines in which every kind of statement occurs: each block substitutes its own base with its own pool. */
function study(lines: number): string {
  const divalent = ['Mg', 'Zn', 'Cd', 'Fe', 'Co', 'Ni', 'Mn', 'Cu'];
  const trivalent = ['Al', 'Ga', 'In', 'Cr', 'Sc', 'Rh', 'Bi', 'Y'];
  const text = ['study "generated"', 'default step 0.1', 'pool late = Fe Co Ni Cu Zn', 'base ZnBi2O4'];
  for (let block = 0; text.length < lines; block++) {
    const a = divalent[block % divalent.length];
    const b = trivalent[Math.floor(block / divalent.length) % trivalent.length];
    // A trace of calcium, different in each block, keeps the bases distinct.
    const trace = ((1 + block) / 10_000).toFixed(4);
    text.push(
      `// block ${block}: a dilute host and what replaces its B site`,
      `base host${block} = ${a}${(1 - Number(trace)).toFixed(4)}Ca${trace}${b}2O4 pbe ${(1 + (block % 40) / 10).toFixed(1)} eV`,
      `pool pool${block} = late + Ti V - ${a}`,
      `substitute B of host${block} with pool${block} step 0.1 from 0.1 to 0.5`,
      `screen ${a} <= ${(0.2 + (block % 10) / 20).toFixed(2)}`,
    );
  }
  return `${text.slice(0, lines).join('\n')}\n`;
}

/** A JSON document of so many lines. */
function json(lines: number): string {
  const entries = Array.from(
    { length: lines - 2 },
    (_, i) => `  "host${i}": { "formula": "ZnBi2O4", "pbe": ${i} }`,
  );
  return `{\n${entries.join(',\n')}\n}\n`;
}

/** Milliseconds from a keystroke in the middle of a document to its diagnostics, for each of the edits. */
async function keystrokes(
  client: LanguageClient,
  uri: string,
  line: number,
  column: number,
  pull: boolean,
): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < edits; i++) {
    const started = performance.now();
    const published = pull ? undefined : client.nextPublished(uri);
    // Every other edit takes the letter away again, so that the document does not grow.
    await client.change(uri, i + 2, line, column, column + (i % 2), i % 2 === 0 ? 'x' : '');
    await (pull ? client.diagnose(uri) : published);
    times.push(performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  return times;
}

/** Milliseconds until every base in the first lines has its gap. */
async function untilHinted(
  client: LanguageClient,
  uri: string,
  lines: number,
  expected: number,
): Promise<number> {
  const started = performance.now();
  while (performance.now() - started < 30_000) {
    const before = client.refreshes;
    const hints = (await client.hints(uri, 0, lines)) ?? [];
    if (hints.filter((hint) => / eV/.test(labelText(hint))).length >= expected) {
      return performance.now() - started;
    }
    for (let waited = 0; waited < 1000 && client.refreshes === before; waited += 5) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  return Number.NaN;
}

/** Distinct bases, none of them in another document, so that no answer is cached. */
function freshBases(count: number, amount: number): string {
  const dopants = ['Mg', 'Mn', 'Fe', 'Co', 'Ni', 'Cu', 'Cd', 'Ca', 'Sr', 'Be'];
  return Array.from({ length: count }, (_, i) => {
    const x = (amount + Math.floor(i / dopants.length)) / 100;
    return `base Zn${(1 - x).toFixed(2)}${dopants[i % dopants.length]}${x.toFixed(2)}Al2O4`;
  }).join('\n');
}

async function main(): Promise<void> {
  const starts: number[] = [];
  const peerStarts: number[] = [];
  for (let i = 0; i < 5; i++) {
    const ours = await LanguageClient.start(process.execPath, [server, '--stdio'], true);
    starts.push(ours.startMilliseconds);
    await ours.stop();
    const theirs = await LanguageClient.start(process.execPath, [peer, '--stdio'], false);
    peerStarts.push(theirs.startMilliseconds);
    await theirs.stop();
  }
  report('start to initialized (median of 5)', quantile(starts, 0.5), quantile(peerStarts, 0.5));

  const client = await LanguageClient.start(process.execPath, [server, '--stdio'], true);
  const theirs = await LanguageClient.start(process.execPath, [peer, '--stdio'], false);
  await client.open('file:///idle.spinel', 'spinel', study(200));
  await client.diagnose('file:///idle.spinel');
  const theirIdle = theirs.nextPublished('file:///idle.json');
  await theirs.open('file:///idle.json', 'json', json(200));
  await theirIdle;
  const memory = client.residentMegabytes();
  const theirMemory = theirs.residentMegabytes();
  console.log(
    `idle memory, one document of 200 lines: ${memory.toFixed(0)} MB; JSON server ${theirMemory.toFixed(0)} MB; ratio ${(memory / theirMemory).toFixed(2)}`,
  );

  for (const lines of [1_000, 10_000]) {
    const text = study(lines);
    const uri = `file:///study${lines}.spinel`;
    await client.open(uri, 'spinel', text);
    await client.diagnose(uri);
    // A letter more in the name of a base in the middle: names change, and everything that depends on them.
    const line = text.split('\n').findIndex((row, i) => i > lines / 2 && row.startsWith('base host'));
    const times = await keystrokes(client, uri, line, 9, true);
    const published = theirs.nextPublished(`file:///big${lines}.json`);
    await theirs.open(`file:///big${lines}.json`, 'json', json(lines));
    await published;
    const theirTimes = await keystrokes(theirs, `file:///big${lines}.json`, Math.floor(lines / 2), 7, false);
    report(
      `keystroke to diagnostics, ${lines} lines, p95 of ${edits}`,
      quantile(times, 0.95),
      quantile(theirTimes, 0.95) - peerDelay,
    );
  }

  const visible = 50;
  const first = 'file:///first.spinel';
  await client.open(first, 'spinel', freshBases(visible, 1));
  console.log(
    `hints of ${visible} lines, inference process not yet started: ${milliseconds(await untilHinted(client, first, visible, visible))}`,
  );
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const uri = `file:///cold${i}.spinel`;
    await client.open(uri, 'spinel', freshBases(visible, 10 + 10 * i));
    times.push(await untilHinted(client, uri, visible, visible));
  }
  console.log(
    `hints of ${visible} lines, nothing cached, median of 5: ${milliseconds(quantile(times, 0.5))}, worst ${milliseconds(Math.max(...times))}`,
  );

  const hovers: number[] = [];
  for (let i = 0; i < 200; i++) {
    const started = performance.now();
    await client.hover(first, i % visible, 8);
    hovers.push(performance.now() - started);
  }
  // The first round over the lines may have computed something; from the second on everything is cached.
  console.log(
    `hover, cached, p95 of ${hovers.length - visible}: ${milliseconds(quantile(hovers.slice(visible), 0.95))}`,
  );
  await client.stop();
  await theirs.stop();
}

function report(what: string, ours: number, theirs: number): void {
  console.log(
    `${what}: ${milliseconds(ours)}; JSON server ${milliseconds(theirs)}; ratio ${(ours / theirs).toFixed(2)}`,
  );
}

await main();
