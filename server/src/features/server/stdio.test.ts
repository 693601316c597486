import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ServerProcess } from '../testing/serverProcess.ts';

const uri = 'file:///nowhere/study.spinel';
const text = 'base ZnBi2O4\npool late = Fe Co\nsubstitute A with lte\nsubstitute B with late\n';
const textDocument = { uri };

describe('the server over standard streams', () => {
  let server: ServerProcess;

  beforeAll(async () => {
    server = await ServerProcess.start();
    await server.open(uri, text);
  });

  afterAll(async () => {
    expect(await server.stop()).toBe(0);
  });

  it('answers diagnostics, and says when they are unchanged', async () => {
    const full = await server.request<{ kind: string; resultId: string; items: { code: string }[] }>(
      'textDocument/diagnostic',
      { textDocument },
    );
    expect(full.items.map(({ code }) => code)).toContain('SP2003');
    const again = await server.request<{ kind: string }>('textDocument/diagnostic', {
      textDocument,
      previousResultId: full.resultId,
    });
    expect(again.kind).toBe('unchanged');
  });

  it('answers hover, hints, completion, lenses and symbols', async () => {
    const hover = await server.request<{ contents: { value: string } }>('textDocument/hover', {
      textDocument,
      position: { line: 0, character: 8 },
    });
    expect(hover.contents.value).toContain('Bi +3');
    const everything = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const hints = await server.request<{ label: string }[]>('textDocument/inlayHint', {
      textDocument,
      range: everything,
    });
    expect(hints.map(({ label }) => label)).toContain('2 elements');
    const items = await server.request<{ label: string }[]>('textDocument/completion', {
      textDocument,
      position: { line: 2, character: 21 },
    });
    expect(items.map(({ label }) => label)).toContain('late');
    const lenses = await server.request<{ command: { title: string; command: string } }[]>(
      'textDocument/codeLens',
      { textDocument },
    );
    expect(lenses[0]?.command.command).toBe('spinel.runStudy');
    expect(await server.request('textDocument/documentSymbol', { textDocument })).toHaveLength(4);
    expect(await server.request('textDocument/semanticTokens/full', { textDocument })).toHaveProperty('data');
  });

  it('renames, and refuses a keyword with a message', async () => {
    const at = { textDocument, position: { line: 1, character: 6 } };
    const edit = await server.request<{ changes: Record<string, unknown[]> }>('textDocument/rename', {
      ...at,
      newName: 'metals',
    });
    expect(edit.changes[uri]).toHaveLength(2);
    await expect(server.request('textDocument/rename', { ...at, newName: 'with' })).rejects.toThrow(
      /keyword/,
    );
  });

  it('follows edits', async () => {
    const other = 'file:///nowhere/edited.spinel';
    await server.open(other, 'base ZnBi2O4\nsubstitute A with lte\n');
    expect(await server.codes(other)).toEqual(['SP2003']);
    await server.change(other, 'base ZnBi2O4\nsubstitute A with Fe\n');
    expect(await server.codes(other)).toEqual([]);
  });

  it('counts the candidates by statement', async () => {
    const answer = await server.request<{
      distinct: number;
      byStatement: { line: number; candidates: number }[];
    }>('spinel/countCandidates', { uri });
    // Two elements in twenty steps on the second site, and the base.
    expect(answer.distinct).toBe(41);
    expect(answer.byStatement).toContainEqual({ line: 3, text: 'substitute B with late', candidates: 40 });
  });

  it('gives errors their code and remedy', async () => {
    await expect(server.request('spinel/openResults', { folder: '/nowhere' })).rejects.toMatchObject({
      data: { code: 'SP5010', remedy: expect.any(String) },
    });
    await expect(server.request('spinel/countCandidates', { uri: 'file:///other' })).rejects.toMatchObject({
      data: { code: 'SP5003' },
    });
  });

  it('answers null for a document that is not open', async () => {
    const at = { textDocument: { uri: 'file:///unknown' }, position: { line: 0, character: 0 } };
    expect(await server.request('textDocument/hover', at)).toBeNull();
    expect(await server.codes('file:///unknown')).toEqual([]);
  });

  it('survives positions far outside, and methods it does not know', async () => {
    const outside = { textDocument, position: { line: 1e6, character: 1e6 } };
    expect(await server.request('textDocument/hover', outside)).toBeNull();
    await expect(server.request('textDocument/nonsense', outside)).rejects.toThrow(/nonsense/);
    expect(await server.codes(uri)).toContain('SP2003');
  });

  it('survives messages that are no messages', async () => {
    server.write('Content-Length: 9\r\n\r\nnot json!');
    server.write('Content-Length: 2\r\n\r\n{}');
    server.write('Content-Length: 24\r\n\r\n{"jsonrpc":"2.0","id":7}');
    expect(await server.codes(uri)).toContain('SP2003');
  });

  it('answers for a text of ten megabytes with one finding', async () => {
    const large = 'file:///nowhere/large.spinel';
    await server.open(large, 'base ZnBi2O4 // x\n'.repeat(600_000));
    expect(await server.codes(large)).toEqual(['SP1001']);
    await server.notify('textDocument/didClose', { textDocument: { uri: large } });
  });

  it('answers for a text that is binary', async () => {
    const binary = 'file:///nowhere/binary.spinel';
    const noise = Array.from({ length: 50_000 }, (_, index) =>
      String.fromCharCode((index * 7919) % 65_536),
    ).join('');
    await server.open(binary, noise);
    expect((await server.codes(binary)).length).toBeGreaterThan(0);
    await server.notify('textDocument/didClose', { textDocument: { uri: binary } });
  });
});

describe('a client that cannot pull', () => {
  it('is sent diagnostics after every edit, and none for a closed document', async () => {
    const server = await ServerProcess.start({ pull: false });
    type Published = { uri: string; version?: number; diagnostics: { code: string }[] };
    const published = (fits: (parameters: Published) => boolean) =>
      server.notified<Published>('textDocument/publishDiagnostics', fits);
    await server.open(uri, text);
    const first = await published(({ version }) => version === 1);
    expect(first.diagnostics.map(({ code }) => code)).toContain('SP2003');
    await server.change(uri, 'base ZnBi2O4\n');
    const second = await published(({ version }) => version === 2);
    expect(second.diagnostics).toEqual([]);
    await server.notify('textDocument/didClose', { textDocument });
    await published(({ version, diagnostics }) => version === undefined && diagnostics.length === 0);
    await server.stop();
  });
});

describe('a workspace that is not trusted', () => {
  it('has editing, but no run and no prediction', async () => {
    const server = await ServerProcess.start({ initializationOptions: { trusted: false } });
    await server.open(uri, text);
    expect(await server.codes(uri)).toContain('SP2003');
    const untrusted = { data: { code: 'SP6002' } };
    await expect(server.request('spinel/startRun', { uri })).rejects.toMatchObject(untrusted);
    await expect(server.request('spinel/checkDevices', {})).rejects.toMatchObject(untrusted);
    await server.stop();
  });
});
