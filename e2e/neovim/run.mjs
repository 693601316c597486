#!/usr/bin/env node
/**
 * The language server in Neovim's own client: `node e2e/neovim/run.mjs`. Needs `nvim` (Debian: apt-get install neovim) and the bundles of
 * `npm run build`; without either it says so and passes over.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const server = path.join(root, 'server/dist/server.mjs');

const version = spawnSync('nvim', ['--version'], { encoding: 'utf8' });
if (version.error) {
  console.log('skipped: nvim is not installed');
} else if (!existsSync(server)) {
  console.log('skipped: server/dist/server.mjs is missing; build first');
} else {
  console.log(version.stdout.split('\n')[0]);
  process.exitCode = scenario();
}

/** The study is copied, since the scenario edits it; state and configuration of the user's own Neovim are left out. */
function scenario() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'spinel-neovim-'));
  const study = path.join(folder, 'study.spinel');
  copyFileSync(path.join(here, 'study.spinel'), study);
  try {
    const script = path.join(here, 'scenario.lua');
    const { status, signal, error } = spawnSync(
      'nvim',
      ['--headless', '--clean', '-n', '-c', `luafile ${script}`],
      {
        stdio: ['ignore', 'inherit', 'inherit'],
        timeout: 120_000,
        env: {
          ...process.env,
          XDG_STATE_HOME: folder,
          XDG_CACHE_HOME: folder,
          SPINEL_NODE: process.execPath,
          SPINEL_SERVER: server,
          SPINEL_STUDY: study,
          SPINEL_MODEL: existsSync(path.join(root, 'models/manifest.json')) ? '1' : '0',
        },
      },
    );
    if (error || signal) console.error(`nvim did not finish: ${error?.message ?? signal}`);
    return status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
