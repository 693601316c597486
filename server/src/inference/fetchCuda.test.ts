import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cudaFolder, fetchCudaProvider } from './fetchCuda.ts';
import { temporaryFolder } from './testing/cases.ts';

const here = process.platform === 'linux' && process.arch === 'x64';

afterEach(() => vi.unstubAllEnvs());

/** Nothing listens on port 9 of this machine. */
function withoutRegistry(): void {
  vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9/');
  vi.stubEnv('npm_config_fetch_retries', '0');
  vi.stubEnv('npm_config_offline', 'false');
  vi.stubEnv('npm_config_cache', temporaryFolder());
}

describe.skipIf(!here)('fetchCudaProvider', () => {
  it('explains that the registry cannot be reached, and leaves nothing behind', async () => {
    withoutRegistry();
    const folder = path.join(temporaryFolder(), 'cuda');
    const lines: string[] = [];
    await expect(fetchCudaProvider({ folder, log: (line) => lines.push(line) })).rejects.toMatchObject({
      code: 'SP4004',
      message: expect.stringContaining('the npm registry cannot be reached'),
      remedy: expect.stringMatching(/ONNXRUNTIME_NODE_INSTALL=cuda12.*spinel\.runtimeFolder/),
    });
    expect(existsSync(folder)).toBe(false);
    expect(existsSync(`${folder}.partial`)).toBe(false);
    expect(lines[0]).toContain('Installing onnxruntime-node');
  }, 60_000);

  it('explains that there is no npm', async () => {
    vi.stubEnv('PATH', temporaryFolder());
    const folder = path.join(temporaryFolder(), 'cuda');
    await expect(fetchCudaProvider({ folder, log: () => undefined })).rejects.toMatchObject({
      code: 'SP4004',
      message: expect.stringContaining('npm, which is not on the path'),
    });
  });

  it('says that the folder cannot be written', async () => {
    const file = path.join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const folder = path.join(file, 'cuda');
    await expect(fetchCudaProvider({ folder, log: () => undefined })).rejects.toMatchObject({
      code: 'SP5001',
    });
  });

  it('stops when it is told to', async () => {
    withoutRegistry();
    const folder = path.join(temporaryFolder(), 'cuda');
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(fetchCudaProvider({ folder, log: () => undefined, signal })).rejects.toThrow('enough');
  });

  it('fetches nothing where the files are there', async () => {
    withoutRegistry();
    const folder = temporaryFolder();
    const libraries = path.join(folder, 'node_modules/onnxruntime-node/bin/napi-v6/linux/x64');
    mkdirSync(libraries, { recursive: true });
    writeFileSync(path.join(libraries, 'libonnxruntime_providers_cuda.so'), 'here');
    expect(await fetchCudaProvider({ folder, log: () => undefined })).toBe(folder);
    expect(readFileSync(path.join(libraries, 'libonnxruntime_providers_cuda.so'), 'utf8')).toBe('here');
  });
});

describe('cudaFolder', () => {
  it('lies in the cache of the user', () => {
    vi.stubEnv('XDG_CACHE_HOME', '/somewhere');
    expect(cudaFolder()).toBe(path.join('/somewhere', 'spinel-studio', 'cuda'));
  });
});
